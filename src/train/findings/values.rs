//! Text → words and values: money, percentages, times, dates, durations, numbers of things, phone numbers, addresses.

use crate::train::findings::lexer::{Token, lex};
use crate::train::findings::vocabulary::{hash, is_counted, stem};

/// The kind of a value; values of two kinds are never compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    /// Of a currency.
    Money(char),
    Percent,
    Time,
    TimeRange,
    /// Hours, days, working days or months.
    Duration(char),
    Date,
    Phone,
    Email,
    Url,
    /// Of a thing, by the hash of its stem.
    Count(u64),
}

/// A part of a statement.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Item {
    /// In lower case without diacritics; whether it is a name, by its capital within a sentence.
    Word(String, bool),
    /// In its canonical form.
    Value(Kind, String),
    /// A number that tells things apart, e.g. of a plan or year.
    Label(String),
    /// Where one clause ends.
    Break,
}

const MONTHS: [(&str, &str); 12] = [
    ("january", "gennaio"),
    ("february", "febbraio"),
    ("march", "marzo"),
    ("april", "aprile"),
    ("may", "maggio"),
    ("june", "giugno"),
    ("july", "luglio"),
    ("august", "agosto"),
    ("september", "settembre"),
    ("october", "ottobre"),
    ("november", "novembre"),
    ("december", "dicembre"),
];
const NUMBERS: [(&str, &str); 11] = [
    ("two", "due"),
    ("three", "tre"),
    ("four", "quattro"),
    ("five", "cinque"),
    ("six", "sei"),
    ("seven", "sette"),
    ("eight", "otto"),
    ("nine", "nove"),
    ("ten", "dieci"),
    ("eleven", "undici"),
    ("twelve", "dodici"),
];

/// The items of a statement.
pub(super) fn items(text: &str) -> Vec<Item> {
    let tokens = lex(text);
    let mut reader = Reader { tokens: &tokens, at: 0, items: Vec::new() };
    while reader.at < tokens.len() {
        reader.step();
    }
    joined_times(reader.items)
}

struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
    items: Vec<Item>,
}

impl Reader<'_> {
    fn word(&self, offset: usize) -> &str {
        match self.tokens.get(self.at + offset) {
            Some(Token::Word(word, _)) => word,
            _ => "",
        }
    }

    fn number(&self, offset: usize) -> Option<&str> {
        match self.tokens.get(self.at + offset) {
            Some(Token::Number(number)) => Some(number),
            Some(Token::Word(word, _)) => number_word(word),
            _ => None,
        }
    }

    fn symbol(&self, offset: usize) -> Option<char> {
        match self.tokens.get(self.at + offset) {
            Some(Token::Symbol(symbol)) => Some(*symbol),
            _ => None,
        }
    }

    fn take(&mut self, tokens: usize, item: Item) {
        self.at += tokens;
        self.items.push(item);
    }

    fn step(&mut self) {
        let value = |kind, text: &str| Item::Value(kind, text.to_owned());
        match &self.tokens[self.at] {
            Token::Phone(digits) => self.take(1, value(Kind::Phone, digits)),
            Token::Email(address) => self.take(1, value(Kind::Email, address)),
            Token::Url(address) => self.take(1, value(Kind::Url, address)),
            Token::Symbol(symbol) => match currency_sign(*symbol).zip(self.number(1).and_then(cents)) {
                Some((currency, cents)) => self.take(2, Item::Value(Kind::Money(currency), cents)),
                None if matches!(symbol, ',' | ';' | '|') => self.take(1, Item::Break),
                None => self.at += 1,
            },
            Token::Number(number) => {
                let number = number.clone();
                self.number_at(&number);
            }
            Token::Word(word, is_name) => {
                let (word, is_name) = (word.clone(), *is_name);
                self.word_at(&word, is_name);
            }
        }
    }

    fn word_at(&mut self, word: &str, is_name: bool) {
        if let Some((currency, cents)) = currency_word(word).zip(self.number(1).and_then(cents)) {
            return self.take(2, Item::Value(Kind::Money(currency), cents));
        }
        if matches!(word, "noon" | "midday" | "mezzogiorno") {
            return self.take(1, Item::Value(Kind::Time, clock(12, 0)));
        }
        if matches!(word, "midnight" | "mezzanotte") {
            return self.take(1, Item::Value(Kind::Time, clock(0, 0)));
        }
        if let Some(month) = month(word) {
            let day = self.number(1).and_then(|number| number.parse::<u32>().ok()).filter(|day| (1..=31).contains(day));
            if let Some(day) = day {
                let ordinal = usize::from(matches!(self.word(2), "st" | "nd" | "rd" | "th"));
                let (year, length) = self.year(2 + ordinal);
                return self.take(2 + ordinal + length, date(day, month, year));
            }
        }
        // Words of one language that are a number in the other count before a unit of time only.
        let is_ambiguous = matches!(word, "due" | "sei") && unit(self.word(1)).is_none();
        if let Some(number) = number_word(word).filter(|_| !is_ambiguous) {
            return self.number_at(number);
        }
        if matches!(word, "and" | "but" | "while" | "e" | "ed" | "ma" | "mentre") {
            return self.take(1, Item::Break);
        }
        self.take(1, Item::Word(word.to_owned(), is_name));
    }

    /// A year, and the tokens that it takes.
    fn year(&self, offset: usize) -> (Option<u32>, usize) {
        let comma = usize::from(self.symbol(offset) == Some(','));
        let number = self.number(offset + comma).filter(|number| number.len() == 4);
        match number.and_then(|number| number.parse().ok()).filter(|year| (1900..2100).contains(year)) {
            Some(year) => (Some(year), comma + 1),
            None => (None, 0),
        }
    }

    fn number_at(&mut self, number: &str) {
        let sign = self.symbol(1).and_then(currency_sign).or_else(|| currency_word(self.word(1)));
        if let Some((currency, cents)) = sign.zip(cents(number)) {
            return self.take(2, Item::Value(Kind::Money(currency), cents));
        }
        if self.symbol(1) == Some('%') || matches!(self.word(1), "percent" | "percento") {
            return self.take(2, Item::Value(Kind::Percent, decimal(number)));
        }
        if matches!((self.word(1), self.word(2)), ("per", "cent" | "cento")) {
            return self.take(3, Item::Value(Kind::Percent, decimal(number)));
        }
        if self.time_at(number) || self.date_at(number) {
            return;
        }
        let hyphen = usize::from(self.symbol(1) == Some('-'));
        if let Some((unit, factor)) = unit(self.word(1 + hyphen)) {
            let follows = self.word(2 + hyphen);
            let is_working = matches!(follows, "lavorativi" | "feriali" | "lavorativo");
            let dimension = if is_working { 'w' } else { unit };
            let factor = if is_working { 1.0 } else { factor };
            let amount =
                decimal(number).parse::<f64>().map_or_else(|_| number.to_owned(), |n| format!("{}", n * factor));
            return self.take(2 + hyphen + usize::from(is_working), Item::Value(Kind::Duration(dimension), amount));
        }
        if matches!(self.word(1), "working" | "business") && unit(self.word(2)).is_some() {
            return self.take(3, Item::Value(Kind::Duration('w'), decimal(number)));
        }
        let noun = self.word(1);
        let is_label = self
            .at
            .checked_sub(1)
            .is_some_and(|before| matches!(&self.tokens[before], Token::Word(word, _) if is_numbered(word)));
        if !is_label && is_counted(noun) && number.len() <= 9 && !is_year(number) && !number.contains(':') {
            let kind = Kind::Count(hash(stem(noun)));
            let amount = decimal(number);
            // The noun stays: it is what the statement is about.
            return self.take(1, Item::Value(kind, amount));
        }
        match self.tokens[self.at] {
            Token::Word(..) => self.at += 1,
            _ => self.take(1, Item::Label(decimal(number))),
        }
    }

    fn time_at(&mut self, number: &str) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let is_hour = |word: &str| matches!(word, "ore" | "alle" | "dalle" | "h" | "le");
        let after_hours = matches!(before, Some(Token::Word(word, _)) if is_hour(word)) && !is_counted(self.word(1));
        let (hour, minute) = match number.split_once(':').or_else(|| number.split_once('.').filter(|_| after_hours)) {
            Some((hour, minute)) => (hour, minute.split(':').next().unwrap_or(minute)),
            None => (number, ""),
        };
        let (Ok(hour), Ok(minute)) =
            (hour.parse::<u32>(), if minute.is_empty() { Ok(0) } else { minute.parse::<u32>() })
        else {
            return false;
        };
        let (half, length) = match (self.word(1), self.symbol(2), self.word(3)) {
            ("am", ..) => (Some(0), 1),
            ("pm", ..) => (Some(12), 1),
            ("a", Some('.'), "m") => (Some(0), if self.symbol(4) == Some('.') { 4 } else { 3 }),
            ("p", Some('.'), "m") => (Some(12), if self.symbol(4) == Some('.') { 4 } else { 3 }),
            ("o", Some('\''), "clock") => (None, 3),
            ("oclock", ..) => (None, 1),
            _ => (None, 0),
        };
        // 4:2:0 is a ratio: a clock's minutes have two digits.
        let is_clock = number.split(':').nth(1).is_some_and(|minute| minute.len() == 2)
            || length > 0
            || (after_hours && unit(self.word(1)).is_none());
        if !is_clock || hour > 24 || minute > 59 {
            return self.bare_start(number);
        }
        let hour = half.map_or(hour % 24, |half| hour % 12 + half);
        self.take(1 + length, Item::Value(Kind::Time, clock(hour, minute)));
        true
    }

    /// The 9 of `9-11 am` and `9 to 5 pm`.
    fn bare_start(&mut self, number: &str) -> bool {
        let is_joined = matches!(self.symbol(1), Some('-' | '–')) || matches!(self.word(1), "to" | "until");
        let is_clock = self.number(2).is_some() && matches!(self.word(3), "am" | "pm");
        let hour = number.parse::<u32>().ok().filter(|hour| *hour <= 12);
        let (Some(hour), true) = (hour, is_joined && is_clock) else { return false };
        let end = self.number(2).and_then(|number| number.split(':').next()?.parse::<u32>().ok()).unwrap_or(0);
        let is_afternoon = self.word(3) == "pm" && hour % 12 < end % 12;
        self.take(1, Item::Value(Kind::Time, clock(hour % 12 + if is_afternoon { 12 } else { 0 }, 0)));
        true
    }

    fn date_at(&mut self, number: &str) -> bool {
        let separator = self.symbol(1).filter(|symbol| matches!(symbol, '/' | '-'));
        if let (Some(separator), Some(second)) = (separator, self.number(2).map(str::to_owned))
            && self.symbol(3) == Some(separator)
            && let Some(third) = self.number(4)
            && let Some(found) = numeric_date([number, &second, third])
        {
            self.take(5, found);
            return true;
        }
        if number.matches('.').count() == 2
            && let [day, month, year] = number.split('.').collect::<Vec<_>>()[..]
            && let Some(found) = numeric_date([day, month, year])
        {
            self.take(1, found);
            return true;
        }
        let ordinal =
            usize::from(matches!(self.word(1), "st" | "nd" | "rd" | "th") || matches!(self.symbol(1), Some('º' | '°')));
        let of = usize::from(self.word(1 + ordinal) == "of");
        let day = number.parse::<u32>().ok().filter(|day| (1..=31).contains(day));
        let (Some(day), Some(month)) = (day, month(self.word(1 + ordinal + of))) else { return false };
        let (year, length) = self.year(2 + ordinal + of);
        self.take(2 + ordinal + of + length, date(day, month, year));
        true
    }
}

/// Two times with nothing but a joint between them are one span.
fn joined_times(items: Vec<Item>) -> Vec<Item> {
    let mut joined: Vec<Item> = Vec::with_capacity(items.len());
    for item in items {
        if let Item::Value(Kind::Time, end) = &item {
            let joints = joined.iter().rev().take_while(|item| is_joint(item)).count();
            let before = joined.len() - joints;
            let is_between =
                |item: &Item| matches!(item, Item::Word(word, _) if matches!(word.as_str(), "between" | "tra" | "fra"));
            let between = joined[before.saturating_sub(4)..before].iter().any(is_between);
            let is_pair = joined[before..].iter().any(|item| matches!(item, Item::Break)) && !between;
            let has_joint = joints > 0 && !is_pair;
            if let (true, Some(Item::Value(Kind::Time, start))) =
                (has_joint || joints == 0, joined.get(before.wrapping_sub(1)))
            {
                let span = format!("{start}-{end}");
                joined.truncate(before - 1);
                joined.push(Item::Value(Kind::TimeRange, span));
                continue;
            }
        }
        joined.push(item);
    }
    joined
}

fn is_joint(item: &Item) -> bool {
    match item {
        Item::Word(word, _) => matches!(word.as_str(), "to" | "until" | "till" | "alle" | "ore" | "a" | "fino" | "le"),
        Item::Break => true,
        Item::Value(..) | Item::Label(_) => false,
    }
}

fn number_word(word: &str) -> Option<&'static str> {
    const DIGITS: [&str; 11] = ["2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"];
    let at = NUMBERS.iter().position(|(english, italian)| *english == word || *italian == word)?;
    DIGITS.get(at).copied()
}

fn month(word: &str) -> Option<u32> {
    let is_short = |name: &str| word.len() == 3 && name.starts_with(word);
    let at = MONTHS.iter().position(|(english, italian)| *english == word || *italian == word || is_short(english))?;
    u32::try_from(at + 1).ok()
}

fn clock(hour: u32, minute: u32) -> String {
    format!("{hour:02}:{minute:02}")
}

fn date(day: u32, month: u32, year: Option<u32>) -> Item {
    let year = year.map_or_else(String::new, |year| year.to_string());
    Item::Value(Kind::Date, format!("{month:02}-{day:02} {year}").trim_end().to_owned())
}

/// Day first, but where that can't be; or a year first.
fn numeric_date(parts: [&str; 3]) -> Option<Item> {
    let [first, second, third] = parts.map(|part| part.parse::<u32>().unwrap_or(0));
    let (day, month, year) = match (parts[0].len(), first, second) {
        (4, ..) => (third, second, first),
        (_, _, 13..) => (second, first, third),
        _ => (first, second, third),
    };
    let year = if year < 100 { year + 2000 } else { year };
    let is_date = (1..=31).contains(&day) && (1..=12).contains(&month) && (1900..2100).contains(&year);
    is_date.then(|| date(day, month, Some(year)))
}

fn is_year(number: &str) -> bool {
    number.len() == 4 && (number.starts_with("19") || number.starts_with("20"))
}

fn currency_sign(sign: char) -> Option<char> {
    matches!(sign, '€' | '$' | '£').then_some(sign)
}

fn currency_word(word: &str) -> Option<char> {
    match word {
        "eur" | "euro" | "euros" => Some('€'),
        "usd" | "dollar" | "dollars" | "dollari" => Some('$'),
        "gbp" | "pounds" | "sterline" => Some('£'),
        "chf" | "francs" | "franchi" => Some('F'),
        _ => None,
    }
}

/// The dimension of a unit of time, and how many of its base one is.
fn unit(word: &str) -> Option<(char, f64)> {
    match word {
        "second" | "seconds" | "secondo" | "secondi" | "sec" => Some(('h', 1.0 / 3600.0)),
        "minute" | "minutes" | "min" | "mins" | "minuto" | "minuti" => Some(('h', 1.0 / 60.0)),
        "hour" | "hours" | "hr" | "hrs" | "h" | "ora" | "ore" => Some(('h', 1.0)),
        "day" | "days" | "giorno" | "giorni" => Some(('h', 24.0)),
        "night" | "nights" | "notte" | "notti" => Some(('n', 1.0)),
        "week" | "weeks" | "settimana" | "settimane" => Some(('h', 168.0)),
        "month" | "months" | "mese" | "mesi" => Some(('m', 1.0)),
        "year" | "years" | "anno" | "anni" => Some(('m', 12.0)),
        _ => None,
    }
}

/// What a number behind it names, and doesn't count.
fn is_numbered(word: &str) -> bool {
    let english =
        ["version", "level", "step", "chapter", "figure", "part", "section", "type", "class", "phase", "stage", "plan"];
    let italian =
        ["versione", "livello", "passo", "capitolo", "figura", "parte", "sezione", "tipo", "classe", "fase", "piano"];
    english.contains(&word) || italian.contains(&word)
}

/// `1.200,50` and `1,200.5` → `1200.5`.
fn decimal(number: &str) -> String {
    let Some(last) = number.rfind(['.', ',']) else {
        let digits = number.trim_start_matches('0');
        return if digits.is_empty() { "0".to_owned() } else { digits.to_owned() };
    };
    let (whole, fraction) = (&number[..last], &number[last + 1..]);
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let mixed = whole.contains(['.', ',']) && !whole.contains(&number[last..=last]);
    if fraction.len() == 3 && !mixed {
        return digits(number);
    }
    format!("{}.{fraction}", digits(whole)).trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn cents(number: &str) -> Option<String> {
    let value = decimal(number).parse::<f64>().ok().filter(|_| !number.contains(':'))?;
    Some(format!("{value:.2}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<String> {
        let shown = |item: Item| match item {
            Item::Value(Kind::Count(_), amount) => Some(format!("Count {amount}")),
            Item::Value(kind, amount) => Some(format!("{kind:?} {amount}")),
            Item::Label(label) => Some(format!("#{label}")),
            Item::Word(..) | Item::Break => None,
        };
        items(text).into_iter().filter_map(shown).collect()
    }

    #[test]
    fn the_same_value_is_the_same_however_it_is_written() {
        for (texts, expected) in [
            (&["€ 5", "5,00 EUR", "5 euro", "5.00 €", "EUR 5"][..], "Money('€') 5.00"),
            (&["$1,200.50", "USD 1200.50"], "Money('$') 1200.50"),
            (&["1.200,50 €"], "Money('€') 1200.50"),
            (&["20 %", "20 percent", "20 per cento", "20,0%"], "Percent 20"),
            (&["9 am", "09:00", "9:00", "9 a.m.", "ore 9", "alle 9.00"], "Time 09:00"),
            (&["noon", "12:00", "mezzogiorno", "12 pm"], "Time 12:00"),
            (
                &["9:00-17:00", "9 am to 5 pm", "from 9:00 until 17:00", "dalle 9 alle 17", "9 am – 5 pm"],
                "TimeRange 09:00-17:00",
            ),
            (&["9-11 am", "between 9 am and 11 am"], "TimeRange 09:00-11:00"),
            (&["24 hours", "one day and 24 h"], "Duration('h') 24"),
            (&["14 days", "two weeks", "due settimane", "14-day"], "Duration('h') 336"),
            (&["5 working days", "cinque giorni lavorativi", "5 business days"], "Duration('w') 5"),
            (
                &["12 May 2024", "May 12, 2024", "12/05/2024", "2024-05-12", "12 maggio 2024", "12th of May 2024"],
                "Date 05-12 2024",
            ),
            (&["12 rooms", "twelve rooms"], "Count 12"),
            (&["plan 2", "plan 2 costs", "a version 2 member", "livello 2 ospiti"], "#2"),
            (&["sampled 4:2:0"], "#4:2:0"),
            (&["0 rooms", "00 rooms"], "Count 0"),
            (&["+39 06 123 4567", "+39-06-1234567"], "Phone 39061234567"),
            (&["desk@inn.example", "mailto:Desk@inn.example"], "Email desk@inn.example"),
            (&["https://www.inn.example/fees/", "inn.example/fees."], "Url inn.example/fees"),
        ] {
            for text in texts {
                assert_eq!(values(text), [expected], "{text}");
            }
        }
    }
}
