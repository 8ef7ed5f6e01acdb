//! `ask` and `chat` as a person and a script use them.

use super::scene::small;
use super::terminal::Terminal;
use crate::harness::Stage;

const RICH: &str = r#"[[qa]]
id = "prices"
question = "What are the prices of the rooms?"
answer = """
All **prices** are per night, see [the list](https://zoo.example/prices):

| Room | Price |
|---|---|
| Burrow | 90 |
| Nest with a view | 140 |

1. Choose a room
2. Write to <keeper@zoo.example>
"""
"#;

#[test]
fn an_answer_is_markdown_in_a_pipe_and_readable_text_on_a_terminal() {
    let scene = small();
    scene.write("qa/rich.toml", RICH);
    scene.run("train").status(0);
    let call = scene.words(&["ask", "--local", "What are the prices of the rooms?"]);
    let piped = call.run().status(0).stderr("").stdout;
    assert!(
        piped.starts_with("All **prices** are per night, see [the list](https://zoo.example/prices):\n"),
        "{piped}"
    );
    let (status, shown) = Terminal::start(&call, 44).end();
    let expected = "All prices are per night, see the list
(https://zoo.example/prices):

Room              Price
Burrow            90
Nest with a view  140

  1. Choose a room
  2. Write to keeper@zoo.example
";
    assert_eq!((status, shown.as_str()), (0, expected));
}

#[test]
fn words_stay_whole_at_every_width_and_the_source_stands_below() {
    let scene = small();
    let sentence =
        "The northern gate of the zoological garden opens at nine o'clock and closes at half past seventeen.";
    scene.write("knowledge/gate.md", format!("# Opening of the gate\n\n{sentence}\n"));
    scene.run("train").status(0);
    let call = scene.words(&["ask", "--local", "when does the northern gate of the zoological garden open?"]);
    assert_eq!(call.run().status(0).stdout, format!("{sentence}\n"));
    for columns in [40, 64, 100] {
        let (status, shown) = Terminal::start(&call, columns).end();
        assert_eq!(status, 0, "{shown}");
        assert!(shown.lines().all(|line| line.chars().count() <= columns), "{columns}:\n{shown}");
        let (answer, source) = shown.split_once("\n\nSource\n").expect("the source has a line of its own");
        let words: Vec<&str> = answer.split_whitespace().collect();
        assert_eq!(words, sentence.split_whitespace().collect::<Vec<_>>(), "{columns}");
        assert_eq!(source, "  Opening of the gate\n  knowledge/gate.md\n");
    }
}

#[test]
fn what_only_the_survey_says_is_answered() {
    let scene = small();
    scene.run("train").status(0);
    let answer = scene.words(&["ask", "--local", "when is the keeper's telephone staffed?"]).run().status(0).stdout;
    assert_eq!(answer, "The keeper's telephone is staffed from seven until nineteen every weekday.\n");
    scene.edit("bot.toml", "[settings]", "[features]\nsurvey = false\n\n[settings]");
    scene.run("train").status(0);
    let answer = scene.words(&["ask", "--local", "when is the keeper's telephone staffed?"]).run().status(0).stdout;
    assert_eq!(answer, "Nobody told me that.\n");
}

/// Two answers fit this one alike.
const AMBIGUOUS: &str = "what does the cub eat?";

fn ambiguous() -> Stage {
    let scene = small();
    let qa = |id: &str, animal: &str| {
        format!(
            "[[qa]]\nid = \"{id}\"\nquestion = \"What does the {animal} cub eat?\"\nanswer = \"The {animal} cub eats milk of the {animal}.\"\n\n"
        )
    };
    scene.write("qa/cubs.toml", format!("{}{}", qa("lion-cub", "lion"), qa("bear-cub", "bear")));
    scene
}

#[test]
fn a_person_picks_a_choice_by_its_number_and_leaves_with_ctrl_d() {
    let scene = ambiguous();
    scene.run("deploy --train").status(0);
    let mut terminal = Terminal::start(&scene.line("chat"), 80);
    terminal.wait_for("Ctrl-D ends it");
    terminal.wait_for("> ");
    terminal.type_line(AMBIGUOUS);
    terminal.wait_for("Which one?");
    terminal.wait_for("  1. ");
    terminal.wait_for("\n> ");
    let offered = terminal.text();
    let second = offered.lines().find_map(|line| line.strip_prefix("  2. ")).expect("a second choice").to_owned();
    let animal = second.strip_prefix("What does the ").and_then(|rest| rest.strip_suffix(" eat?")).expect("a cub");
    terminal.type_line("2");
    terminal.wait_for(&format!("The {animal} eats milk"));
    terminal.wait_for("> ");
    terminal.press("\x04");
    let (status, shown) = terminal.end();
    assert_eq!(status, 0, "{shown}");
    assert!(shown.ends_with("> \n"), "the shell's prompt begins on a line of its own: {shown:?}");
}

#[test]
fn ctrl_c_leaves_a_chat_at_once() {
    let scene = small();
    scene.run("train").status(0);
    let mut terminal = Terminal::start(&scene.line("chat --local"), 80);
    terminal.wait_for("> ");
    terminal.type_line("what does the otter eat?");
    terminal.wait_for("The otter eats well.");
    terminal.wait_for("> ");
    terminal.press("\x03");
    let (status, shown) = terminal.end();
    assert_eq!(status, 130, "{shown}");
    assert!(!shown.contains("error") && !shown.contains("warning"), "{shown}");
}

#[test]
fn a_file_of_questions_is_answered_line_by_line() {
    let scene = ambiguous();
    scene.run("train").status(0);
    let questions = format!("what does the otter eat?\n\n{AMBIGUOUS}\n1\n");
    let ran = scene.line("chat --local").stdin(&questions).run().status(0).stderr("");
    let answers: Vec<&str> = ran.stdout.split("\n\n").collect();
    assert_eq!(answers[0], "The otter eats *well*.");
    assert!(answers[1].starts_with("Which one?\n1. What does the "), "{}", ran.stdout);
    assert!(answers[2].contains("cub eats milk"), "{}", ran.stdout);
    let json = scene.line("chat --local --format json").stdin(&questions).run().status(0).object();
    let kinds: Vec<_> = json["turns"].as_array().expect("turns").iter().map(|turn| &turn["answer"]["kind"]).collect();
    assert_eq!(kinds, ["qa", "choices", "qa"]);
    let (status, shown) = Terminal::start(&scene.line("chat --local --no-input"), 80).end();
    assert_eq!(status, 2, "{shown}");
    assert!(shown.contains("botctl chat < questions.txt"), "{shown}");
}
