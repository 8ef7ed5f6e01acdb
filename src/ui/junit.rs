//! Results of tests as JUnit XML, which CI systems show beside the code.

use crate::base::event::FailedTest;

/// A test with its result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tested {
    /// The question.
    pub question: String,
    /// The file that it stands in.
    pub file: String,
    /// The failure, if it failed.
    pub failed: Option<FailedTest>,
}

/// The report of one run over a bot's tests.
pub fn report(bot: &str, tests: &[Tested], elapsed_ms: u64) -> String {
    let failures = tests.iter().filter(|test| test.failed.is_some()).count();
    let seconds = elapsed_ms as f64 / 1e3;
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let totals = format!("tests=\"{}\" failures=\"{failures}\" errors=\"0\" time=\"{seconds:.3}\"", tests.len());
    out.push_str(&format!("<testsuites name=\"botctl test\" {totals}>\n"));
    out.push_str(&format!("  <testsuite name=\"{}\" {totals}>\n", escaped(bot)));
    for test in tests {
        let head = format!("    <testcase classname=\"{}\" name=\"{}\"", escaped(&test.file), escaped(&test.question));
        match &test.failed {
            None => out.push_str(&format!("{head}/>\n")),
            Some(failed) => {
                let message = format!("expected {}, got {}", failed.expected, failed.got);
                out.push_str(&format!(
                    "{head}>\n      <failure message=\"{}\">{}</failure>\n    </testcase>\n",
                    escaped(&message),
                    escaped(&failed.why)
                ));
            }
        }
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    out
}

/// Text for XML 1.0, which has no place for most control characters.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            other if other.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_holds_every_test_and_is_xml() {
        let failed = FailedTest {
            question: "a < b?".to_owned(),
            expected: "qa:x".to_owned(),
            got: "miss".to_owned(),
            why: "no answer:\n\"x\" & \u{1b}y".to_owned(),
        };
        let tests = [
            Tested { question: "Fine?".to_owned(), file: "bot.toml".to_owned(), failed: None },
            Tested { question: failed.question.clone(), file: "t.csv".to_owned(), failed: Some(failed) },
        ];
        let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
            <testsuites name=\"botctl test\" tests=\"2\" failures=\"1\" errors=\"0\" time=\"1.500\">\n  \
            <testsuite name=\"acme\" tests=\"2\" failures=\"1\" errors=\"0\" time=\"1.500\">\n    \
            <testcase classname=\"bot.toml\" name=\"Fine?\"/>\n    \
            <testcase classname=\"t.csv\" name=\"a &lt; b?\">\n      \
            <failure message=\"expected qa:x, got miss\">no answer:&#10;&quot;x&quot; &amp; y</failure>\n    \
            </testcase>\n  </testsuite>\n</testsuites>\n";
        assert_eq!(report("acme", &tests, 1500), expected);
    }
}
