//! Numbers as a cell's format shows them: dates, times, percentages, prices with their sign and decimals.

use std::collections::HashMap;

use jiff::Span;
use jiff::civil::{Date, date};

use crate::content::documents::DocumentError;
use crate::content::formats::xml::{self, XmlEvent};

/// More decimals than this are noise of binary fractions.
const MOST_DECIMALS: usize = 10;

/// The number formats of a workbook's cell styles.
#[derive(Default)]
pub(super) struct Formats {
    /// The code of each cell style's format, in their order.
    codes: Vec<String>,
    /// Whether days count from 1904 instead of 1900.
    pub(super) is_1904: bool,
}

impl Formats {
    /// Reads `styles.xml`.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, DocumentError> {
        let mut own: HashMap<u32, String> = HashMap::new();
        let mut formats = Self::default();
        let mut is_cell = false;
        xml::each(bytes, |event| match event {
            XmlEvent::Open(element) => match element.name().as_str() {
                "numFmt" => {
                    own.extend(element.number("numFmtId").zip(element.attribute("formatCode")));
                }
                "cellXfs" => is_cell = true,
                "xf" if is_cell => {
                    let id = element.number("numFmtId").unwrap_or(0);
                    let code = own.get(&id).map_or_else(|| built_in(id), String::as_str);
                    formats.codes.push(code.to_owned());
                }
                _ => {}
            },
            XmlEvent::Close("cellXfs") => is_cell = false,
            XmlEvent::Close(_) | XmlEvent::Text(_) => {}
        })?;
        Ok(formats)
    }

    /// A number's text in a cell style; what is no number stays as it is.
    pub(super) fn shown(&self, value: &str, style: usize) -> String {
        let Some(number) = value.parse::<f64>().ok().filter(|number| number.is_finite()) else {
            return value.to_owned();
        };
        let code = self.codes.get(style).map_or("", String::as_str);
        let section = Section::of(code, number);
        if section.is_date {
            return self.moment(number, &section).unwrap_or_else(|| plain(number));
        }
        section.number(number)
    }

    /// A day, a time of day, or both. `None` for what no calendar has.
    fn moment(&self, number: f64, section: &Section) -> Option<String> {
        if !(0.0..2_958_466.0).contains(&number) {
            return None;
        }
        // To the second, so that 09:30 isn't 09:29.
        let seconds = (number * 86_400.0).round() as i64;
        let (days, seconds) = if section.is_duration { (0, seconds) } else { (seconds / 86_400, seconds % 86_400) };
        let time = if seconds % 60 == 0 || !section.has_seconds {
            format!("{:02}:{:02}", seconds / 3600, seconds / 60 % 60)
        } else {
            format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
        };
        let has_day = section.has_day && (days > 0 || !section.has_time);
        let day = has_day.then(|| self.day(days)).flatten();
        match (day, section.has_time) {
            (Some(day), true) if seconds != 0 => Some(format!("{day} {time}")),
            (Some(day), _) => Some(day.to_string()),
            (None, true) => Some(time),
            (None, false) => None,
        }
    }

    fn day(&self, days: i64) -> Option<Date> {
        // The programs have a 29 February 1900, which never was.
        let zero = if self.is_1904 {
            date(1904, 1, 1)
        } else if days < 60 {
            date(1899, 12, 31)
        } else {
            date(1899, 12, 30)
        };
        zero.checked_add(Span::new().try_days(days).ok()?).ok()
    }
}

/// What the part of a format's code that applies to a number says.
#[derive(Debug, Default, PartialEq)]
struct Section {
    is_date: bool,
    has_day: bool,
    has_time: bool,
    has_seconds: bool,
    /// Hours beyond a day's count on.
    is_duration: bool,
    is_percent: bool,
    /// As many as there are places after the point; none where the code has no places at all.
    decimals: Option<usize>,
    has_thousands: bool,
    before: String,
    after: String,
    /// The code shows negative numbers by itself: in brackets, or with a sign of its own.
    has_own_sign: bool,
}

impl Section {
    /// Codes have up to four sections: positive, negative, zero, text.
    fn of(code: &str, number: f64) -> Self {
        let sections = split(code);
        let own_negative = number < 0.0 && sections.len() > 1;
        let chosen = if own_negative { sections.get(1) } else { sections.first() };
        let mut section = Self { has_own_sign: own_negative, ..Self::parse(chosen.map_or("", |code| code)) };
        // `m` is a month, but minutes beside hours or seconds.
        section.is_date = section.has_day || section.has_time;
        section
    }

    fn parse(code: &str) -> Self {
        let mut section = Self::default();
        let mut letters = code.chars();
        let mut is_after_point = false;
        while let Some(letter) = letters.next() {
            match letter {
                '"' => section.literal(&letters.by_ref().take_while(|letter| *letter != '"').collect::<String>()),
                '\\' => section.literal(letters.next().map(String::from).as_deref().unwrap_or_default()),
                '_' | '*' => drop(letters.next()),
                '[' => section.bracket(&letters.by_ref().take_while(|letter| *letter != ']').collect::<String>()),
                '0' | '#' | '?' => {
                    let decimals = section.decimals.get_or_insert(0);
                    *decimals += usize::from(is_after_point);
                }
                '.' if section.decimals.is_some() => is_after_point = true,
                ',' if section.decimals.is_some() => section.has_thousands = true,
                '%' => section.is_percent = true,
                'y' | 'Y' | 'd' | 'D' => section.has_day = true,
                'm' | 'M' => section.has_day |= !section.has_time && !code.contains(['s', 'S', 'h', 'H']),
                'h' | 'H' => section.has_time = true,
                's' | 'S' => (section.has_time, section.has_seconds) = (true, true),
                'E' | 'e' if section.decimals.is_some() => section.decimals = Some(MOST_DECIMALS),
                '$' | '€' | '£' | '¥' | '(' | ')' | '-' | '+' | ' ' | '/' | ':' => {
                    section.literal(letter.encode_utf8(&mut [0; 4]))
                }
                _ => {}
            }
        }
        section
    }

    fn literal(&mut self, text: &str) {
        if self.decimals.is_none() { self.before.push_str(text) } else { self.after.push_str(text) }
    }

    /// `[$€-410]` is a currency; `[h]` a duration; `[Red]` and conditions show nothing.
    fn bracket(&mut self, inner: &str) {
        match inner.strip_prefix('$') {
            Some(currency) => {
                let sign = currency.split('-').next().unwrap_or_default().to_owned();
                self.literal(&sign);
            }
            None if matches!(inner.to_ascii_lowercase().as_str(), "h" | "hh" | "m" | "mm" | "s" | "ss") => {
                (self.has_time, self.is_duration) = (true, true);
            }
            None => {}
        }
    }

    fn number(&self, number: f64) -> String {
        // A code without places is `General`, or words alone.
        let Some(decimals) = self.decimals else { return plain(number) };
        let number = if self.is_percent { number * 100.0 } else { number };
        let decimals = decimals.min(MOST_DECIMALS);
        let digits = format!("{:.decimals$}", number.abs());
        let digits = if self.has_thousands { grouped(&digits) } else { digits };
        let has_sign =
            number < 0.0 && !self.has_own_sign && digits.contains(|digit: char| ('1'..='9').contains(&digit));
        let sign = if has_sign { "-" } else { "" };
        let percent = if self.is_percent { "%" } else { "" };
        format!("{sign}{}{digits}{}{percent}", self.before, self.after).trim().to_owned()
    }
}

/// The sections of a code: parted by semicolons outside quotes.
fn split(code: &str) -> Vec<&str> {
    let mut is_quoted = false;
    code.split(|letter| {
        is_quoted ^= letter == '"';
        letter == ';' && !is_quoted
    })
    .collect()
}

fn grouped(digits: &str) -> String {
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut text = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// A number without a format: as few digits as needed, without the noise of binary fractions.
fn plain(number: f64) -> String {
    let text = format!("{number:.MOST_DECIMALS$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" || text.is_empty() { "0".to_owned() } else { text.to_owned() }
}

/// The codes of formats that every workbook has.
fn built_in(id: u32) -> &'static str {
    match id {
        1 => "0",
        2 => "0.00",
        3 | 37 | 38 => "#,##0",
        4 | 39 | 40 => "#,##0.00",
        5 | 6 => "$#,##0",
        7 | 8 => "$#,##0.00",
        9 => "0%",
        10 => "0.00%",
        14..=17 | 27..=31 | 36 | 50..=58 => "yyyy-mm-dd",
        18..=21 | 32..=35 => "hh:mm:ss",
        22 => "yyyy-mm-dd hh:mm",
        45..=47 => "[h]:mm:ss",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: &str, code: &str) -> String {
        Formats { codes: vec![code.to_owned()], is_1904: false }.shown(value, 0)
    }

    #[test]
    fn numbers_are_shown_as_their_format_says() {
        for (value, code, text) in [
            ("12", "", "12"),
            ("0.30000000000000004", "General", "0.3"),
            ("-0", "", "0"),
            ("1e21", "", "1000000000000000000000"),
            ("12.5", "0.00", "12.50"),
            ("1234567.891", "#,##0.00", "1,234,567.89"),
            ("0.155", "0.0%", "15.5%"),
            ("12.5", "#,##0.00\\ \"€\"", "12.50 €"),
            ("12.5", "[$€-410] #,##0.00", "€ 12.50"),
            ("-12.5", "$#,##0.00_);($#,##0.00)", "($12.50)"),
            ("-12.5", "$0.00", "-$12.50"),
            ("7", "0 \"days\"", "7 days"),
            ("words", "0.00", "words"),
            ("nan", "0", "nan"),
        ] {
            assert_eq!(shown(value, code), text, "{value} as {code}");
        }
    }

    #[test]
    fn days_and_times_are_shown_as_such() {
        for (value, code, text) in [
            ("45418", "dd/mm/yyyy", "2024-05-06"),
            ("45418.395833333336", "d/m/yy h:mm", "2024-05-06 09:30"),
            ("45418", "d/m/yy h:mm", "2024-05-06"),
            ("0.395833333333333", "h:mm AM/PM", "09:30"),
            ("0.5000116", "hh:mm:ss", "12:00:01"),
            ("1.25", "[h]:mm", "30:00"),
            ("45418.25", "h:mm", "06:00"),
            ("59", "yyyy-mm-dd", "1900-02-28"),
            ("-4", "yyyy-mm-dd", "-4"),
            ("99999999", "yyyy-mm-dd", "99999999"),
        ] {
            assert_eq!(shown(value, code), text, "{value} as {code}");
        }
        let formats = Formats { codes: vec!["yyyy-mm-dd".to_owned()], is_1904: true };
        assert_eq!(formats.shown("1", 0), "1904-01-02");
    }

    #[test]
    fn styles_name_their_formats() {
        let xml = r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="0.0&quot; km&quot;"/></numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>
            <cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="9"/></cellXfs></styleSheet>"#;
        let formats = Formats::read(xml.as_bytes()).expect("well formed");
        assert_eq!(formats.codes, ["", "0.0\" km\"", "0%"]);
        assert_eq!(formats.shown("3.25", 1), "3.2 km");
    }
}
