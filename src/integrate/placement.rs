//! Where the snippet goes, and the three places where it doesn't.

use crate::integrate::Snippet;

/// Where the snippet belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// The right place, in a sentence.
    pub right: &'static str,
    /// Why it is the right one.
    pub why: &'static str,
    /// A whole page with the snippet in it.
    pub page: String,
    /// Places that look right and aren't.
    pub wrong: [WrongPlacement; 3],
}

/// A place where the snippet should not stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongPlacement {
    /// Where.
    pub place: &'static str,
    /// What happens then.
    pub consequence: &'static str,
}

const WRONG: [WrongPlacement; 3] = [
    WrongPlacement {
        place: "in the <body>",
        consequence: "the browser finds it only when it has read the page up to there: the chat comes late, latest on long pages",
    },
    WrongPlacement {
        place: "after scripts of the page",
        consequence: "a script before it that blocks, hangs or rewrites the page holds it up or takes it out: the chat conflicts with other people's code",
    },
    WrongPlacement {
        place: "inside a JavaScript file",
        consequence: "it loads only after that file has run, at a moment that changes with every build and cache; HTML in a script is a syntax error besides",
    },
];

/// Where `snippet` goes, with an example.
pub fn placement(snippet: &Snippet) -> Placement {
    Placement {
        right: "in the <head> of every page that is to have the chat, after its meta tags, title and styles and before its scripts",
        why: "the browser sees it at once and loads it beside the page, without holding the page up",
        page: example_page(snippet),
        wrong: WRONG,
    }
}

fn example_page(snippet: &Snippet) -> String {
    let indented: String = snippet.html().lines().map(|line| format!("    {line}\n")).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n  <head>\n    <meta charset=\"utf-8\">\n    <title>Your site</title>\n    \
         <link rel=\"stylesheet\" href=\"/site.css\">\n{indented}    <script src=\"/site.js\" defer></script>\n  </head>\n  \
         <body>\n    …\n  </body>\n</html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_holds_the_snippet_in_its_head() {
        let url = url::Url::parse("https://bots.example.com").expect("a URL");
        let snippet = Snippet::new(&url, &"acme".parse().expect("an address"));
        let page = placement(&snippet).page;
        let head = page.split("</head>").next().expect("a page has a head");
        assert!(snippet.html().lines().all(|line| head.contains(line)), "{page}");
        assert!(page.lines().all(|line| line == line.trim_end()), "{page}");
    }
}
