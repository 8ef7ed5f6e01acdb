//! Who runs this, where no variable says so: shells seldom export the machine's name, containers not even the user's.

use std::path::Path;

/// The name of the process's user in the system's list of users.
pub fn user_name() -> Option<String> {
    let users = std::fs::read_to_string("/etc/passwd").ok()?;
    name_of(&users, own_id()?)
}

/// The machine's name.
pub fn machine_name() -> Option<String> {
    let named = ["/proc/sys/kernel/hostname", "/etc/hostname"].into_iter().find_map(|path| {
        let text = std::fs::read_to_string(Path::new(path)).ok()?;
        let name = text.trim().to_owned();
        (!name.is_empty()).then_some(name)
    });
    named.filter(|name| name.chars().all(|letter| letter.is_ascii_alphanumeric() || ".-_".contains(letter)))
}

fn name_of(users: &str, id: u32) -> Option<String> {
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(id)).then(|| name.to_owned())
    })
}

#[cfg(unix)]
fn own_id() -> Option<u32> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").ok().map(|process| process.uid())
}

#[cfg(not(unix))]
fn own_id() -> Option<u32> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_number() {
        let users = "root:x:0:0:root:/root:/bin/sh\nbroken\nada:x:1001:1001::/home/ada:/bin/sh\n";
        for (id, name) in [(0, Some("root")), (1001, Some("ada")), (7, None)] {
            assert_eq!(name_of(users, id).as_deref(), name, "{id}");
        }
    }
}
