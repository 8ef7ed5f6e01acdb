//! Contradictions on 200 pairs of statements that were written for it: `pairs.tsv`, 100 planted ones and 100 harmless ones,
//! English and Italian. Rules were made with every second pair in sight; the others were only counted.

#[cfg(test)]
mod tests {
    use crate::answer::passage::Passage;
    use crate::answer::release::Qa;
    use crate::train::findings::contradictions::find;
    use crate::train::findings::statements::{self, Statement};

    const PAIRS: &str = include_str!("pairs.tsv");
    const LEAST_PRECISION: f64 = 0.95;
    const LEAST_RECALL: f64 = 0.70;

    /// Lines of `+` or `-`, language, and two sides: `Q: question => answer` or `D: title > heading => text`.
    fn statements_of(side: &str, language: &str, index: usize) -> Vec<Statement> {
        let (head, text) = side.split_once(" => ").expect("a head and a text");
        let text = text.replace("\\n", "\n");
        let Some(path) = head.strip_prefix("D: ") else {
            let qa = Qa {
                id: format!("qa-{index}"),
                question: head.strip_prefix("Q: ").expect("a question").to_owned(),
                variants: Vec::new(),
                answer: text,
                language: language.to_owned(),
                links: Vec::new(),
            };
            return statements::of_qa(index, &qa);
        };
        let mut headings = path.split(" > ").map(str::to_owned);
        let title = headings.next().unwrap_or_default();
        statements::of_passage(&Passage {
            document: format!("knowledge/{title}.md"),
            ordinal: u32::try_from(index).unwrap_or(0),
            title,
            headings: headings.collect(),
            text,
            language: language.to_owned(),
            address: None,
            date: None,
            page: None,
        })
    }

    /// Found and planted, found and harmless, missed; with the lines that went wrong.
    fn count<'a>(lines: impl Iterator<Item = &'a str>) -> ((usize, usize, usize), Vec<String>) {
        let (mut counts, mut wrong) = ((0, 0, 0), Vec::new());
        for line in lines {
            let [planted, language, left, right] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
            let sides = [(left, 0), (right, 1)].map(|(side, index)| statements_of(side, language, index));
            let found = find(&sides.concat());
            match (planted == "+", found.is_empty()) {
                (true, false) => counts.0 += 1,
                (false, false) => {
                    counts.1 += 1;
                    wrong.push(format!("false alarm {line}"));
                }
                (true, true) => {
                    counts.2 += 1;
                    wrong.push(format!("missed {line}"));
                }
                (false, true) => {}
            }
        }
        (counts, wrong)
    }

    #[test]
    fn planted_contradictions_are_found_and_harmless_pairs_are_let_be() {
        for half in [0, 1] {
            let lines = PAIRS.lines().enumerate().filter(|(number, _)| number % 2 == half).map(|(_, line)| line);
            let ((right, alarms, missed), wrong) = count(lines);
            let precision = right as f64 / (right + alarms).max(1) as f64;
            let recall = right as f64 / (right + missed).max(1) as f64;
            let name = ["in sight", "apart"][half];
            // Of the half that rules were not made with, only the figures are told.
            let shown = if half == 0 { wrong.join("\n") } else { String::new() };
            let figures = format!("{right} found, {missed} missed, {alarms} false alarms");
            assert!(
                precision >= LEAST_PRECISION && recall >= LEAST_RECALL,
                "{name}: precision {precision:.2}, recall {recall:.2} ({figures})\n{shown}"
            );
        }
    }
}
