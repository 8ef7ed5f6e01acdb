//! GitHub Actions: annotations, the job's summary, and the step's outputs.

use super::scene::small;
use crate::harness::{Ran, Stage};

fn on_github(scene: &Stage, line: &str) -> Ran {
    let call = scene.line(line).env("CI", "true").env("GITHUB_ACTIONS", "true");
    let call = call.env("GITHUB_STEP_SUMMARY", scene.path("summary.md")).env("GITHUB_OUTPUT", scene.path("output.txt"));
    call.env("GITHUB_SERVER_URL", "https://git.example")
        .env("GITHUB_REPOSITORY", "ada/zoo")
        .env("GITHUB_RUN_ID", "7")
        .run()
}

#[test]
fn a_deploy_leaves_a_summary_and_outputs() {
    let scene = small();
    let deployed = on_github(&scene, "deploy --train -y").status(0);
    let demo = deployed.stdout.trim();
    let outputs = scene.read("output.txt");
    let dashboard = demo.replace("/demo/", "/dashboard/");
    assert_eq!(
        outputs,
        format!(
            "outcome=deployed\nrelease=1\nprevious-release=\nchanged=true\ndemo-url={demo}\ndashboard-url={dashboard}\n"
        )
    );
    let summary = scene.read("summary.md");
    assert!(summary.starts_with("### botctl deploy\n"), "{summary}");
    assert!(summary.contains("| Outcome | deployed |") && summary.contains(demo), "{summary}");
    on_github(&scene, "deploy -y").status(0);
    let both = scene.read("output.txt");
    assert!(both.contains("outcome=unchanged\n") && both.contains("changed=false\n"), "appended: {both}");
}

#[test]
fn findings_are_annotated_at_their_lines_ten_of_a_kind() {
    let scene = small();
    for number in 0..14 {
        scene.write(&format!("knowledge/empty{number:02}.md"), "");
    }
    let trained = on_github(&scene, "train").status(0).stderr;
    let warnings: Vec<&str> = trained.lines().filter(|line| line.starts_with("::warning ")).collect();
    assert_eq!(warnings.len(), 10, "{trained}");
    assert!(warnings[0].starts_with("::warning file=knowledge/empty00.md"), "{}", warnings[0]);
    assert_eq!(trained.matches("warning[KB003]").count(), 14, "people read them all");

    let checked = on_github(&scene, "check").stderr;
    assert_eq!(checked.lines().filter(|line| line.starts_with("::warning ")).count(), 10, "{checked}");

    scene.write("qa/broken.toml", "[[qa]]\nid = \"otter\"\nquestion = \"\"\nanswer = \"x\"\n\n[[qa]]\nid = \"x\"\nquestion = \"100 %, or: what?\"\nanswer = \"\"\n");
    let broken = on_github(&scene, "train").status(3).stderr;
    let errors: Vec<&str> = broken.lines().filter(|line| line.starts_with("::error ")).collect();
    assert!(errors.len() >= 2, "{broken}");
    assert!(
        errors
            .iter()
            .all(|line| line.starts_with("::error file=qa/broken.toml,line=")
                || line.contains("file=qa/animals.toml,line=")),
        "{broken}"
    );
    let checked = on_github(&scene, "check").stderr;
    assert!(checked.lines().any(|line| line.starts_with("::error file=qa/")), "{checked}");
    let failed = on_github(&scene, "deploy -y").status(3);
    assert!(failed.stderr.contains("::error file=qa/"));
    assert!(scene.read("output.txt").contains("outcome=not_started\n"));
    assert!(scene.read("summary.md").contains("| Error | QA"), "{}", scene.read("summary.md"));
    let json = on_github(&scene, "train --format json").status(3);
    assert_eq!(json.stderr, "", "machines read events");
}
