//! What a check can find: one variant each, with code, words and the numbered solution.

use crate::base::diagnostic::{Diagnostic, Severity};

/// The survey has open topics.
pub const INCOMPLETE_SURVEY: &str = "Incomplete survey";
/// There is no bundle, or nothing to make one from.
pub const NOT_TRAINED: &str = "The chatbot is not trained";
/// The plan doesn't allow the deployment.
pub const UPGRADE_PLAN: &str = "Upgrade chatbot plan";
/// This month's messages are used up.
pub const MESSAGE_LIMIT: &str = "Message usage limit reached";

/// One problem that a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// No bundle.
    NeverTrained,
    /// A bundle of older sources; it is trained anew by itself.
    Stale,
    /// Nothing to learn from.
    NoKnowledge,
    /// Fewer Q&As than needed.
    TooFewQas,
    /// Open topics.
    SurveyIncomplete,
    /// No active subscription.
    SubscriptionEnded,
    /// A subscription that ends soon.
    SubscriptionEndsSoon,
    /// No messages left.
    MessagesUsedUp,
    /// Few messages left.
    MessagesRunningOut,
    /// A payment is due.
    PaymentOverdue,
    /// No licence for the bot.
    NoLicence,
    /// More knowledge than the plan holds.
    KnowledgeTooLarge,
    /// Name, description or languages are missing or the template's.
    BotInfo,
    /// No source of answers is on.
    NoAnswers,
    /// A contact form without a contact.
    NoContact,
    /// Suggested questions without questions.
    NoSuggestions,
    /// An endpoint that the host doesn't have.
    NoEndpoint,
    /// Colours that can't be read on each other.
    Contrast,
    /// An avatar that can't be shown.
    Avatar,
    /// System messages that are missing.
    Messages,
    /// No privacy policy.
    PrivacyPolicy,
    /// No authorized domain.
    Domains,
}

impl Problem {
    /// All problems.
    pub const ALL: [Self; 22] = [
        Self::NeverTrained,
        Self::Stale,
        Self::NoKnowledge,
        Self::TooFewQas,
        Self::SurveyIncomplete,
        Self::SubscriptionEnded,
        Self::SubscriptionEndsSoon,
        Self::MessagesUsedUp,
        Self::MessagesRunningOut,
        Self::PaymentOverdue,
        Self::NoLicence,
        Self::KnowledgeTooLarge,
        Self::BotInfo,
        Self::NoAnswers,
        Self::NoContact,
        Self::NoSuggestions,
        Self::NoEndpoint,
        Self::Contrast,
        Self::Avatar,
        Self::Messages,
        Self::PrivacyPolicy,
        Self::Domains,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::NeverTrained => "CHK001",
            Self::Stale => "CHK002",
            Self::NoKnowledge => "CHK003",
            Self::TooFewQas => "CHK004",
            Self::SurveyIncomplete => "CHK005",
            Self::SubscriptionEnded => "CHK010",
            Self::SubscriptionEndsSoon => "CHK011",
            Self::MessagesUsedUp => "CHK012",
            Self::MessagesRunningOut => "CHK013",
            Self::PaymentOverdue => "CHK014",
            Self::NoLicence => "CHK015",
            Self::KnowledgeTooLarge => "CHK016",
            Self::BotInfo => "CHK020",
            Self::NoAnswers => "CHK030",
            Self::NoContact => "CHK031",
            Self::NoSuggestions => "CHK032",
            Self::NoEndpoint => "CHK033",
            Self::Contrast => "CHK040",
            Self::Avatar => "CHK041",
            Self::Messages => "CHK050",
            Self::PrivacyPolicy => "CHK051",
            Self::Domains => "CHK052",
        }
    }

    /// How much it weighs without `--strict`.
    pub fn severity(self) -> Severity {
        match self {
            Self::Stale => Severity::Note,
            Self::SubscriptionEndsSoon | Self::MessagesRunningOut => Severity::Warning,
            Self::NeverTrained
            | Self::NoKnowledge
            | Self::TooFewQas
            | Self::SurveyIncomplete
            | Self::SubscriptionEnded
            | Self::MessagesUsedUp
            | Self::PaymentOverdue
            | Self::NoLicence
            | Self::KnowledgeTooLarge
            | Self::BotInfo
            | Self::NoAnswers
            | Self::NoContact
            | Self::NoSuggestions
            | Self::NoEndpoint
            | Self::Contrast
            | Self::Avatar
            | Self::Messages
            | Self::PrivacyPolicy
            | Self::Domains => Severity::Error,
        }
    }

    /// The message, which people and scripts know it by.
    pub fn message(self) -> &'static str {
        match self {
            Self::NeverTrained | Self::NoKnowledge => NOT_TRAINED,
            Self::Stale => "The sources changed since the training; a deploy trains them anew",
            Self::TooFewQas => "Too few active Q&As",
            Self::SurveyIncomplete => INCOMPLETE_SURVEY,
            Self::SubscriptionEnded | Self::PaymentOverdue | Self::NoLicence | Self::KnowledgeTooLarge => UPGRADE_PLAN,
            Self::SubscriptionEndsSoon => "The subscription ends soon",
            Self::MessagesUsedUp => MESSAGE_LIMIT,
            Self::MessagesRunningOut => "Most of this month's messages are used",
            Self::BotInfo => "Bot info isn't complete",
            Self::NoAnswers => "No source of answers is on",
            Self::NoContact => "The contact form has no contact",
            Self::NoSuggestions => "There are no questions to suggest",
            Self::NoEndpoint => "The host has no such endpoint",
            Self::Contrast => "Colours can't be read on each other",
            Self::Avatar => "The avatar can't be shown",
            Self::Messages => "System messages are missing",
            Self::PrivacyPolicy => "The privacy policy is missing",
            Self::Domains => "No site is authorized to hold the bot",
        }
    }

    /// The solution: numbered steps, each a command or an action with its reason.
    pub fn solutions(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::NeverTrained => &[
                ("botctl train", "it says when it has finished, and prints an evaluation"),
                ("botctl deploy", "or `botctl deploy --train`, which does both"),
            ],
            Self::Stale => &[("botctl train", "to see its evaluation first")],
            Self::NoKnowledge => &[
                ("add documents to the folder that `knowledge.documents` names", "one is enough"),
                ("botctl train", "then learn from them"),
            ],
            Self::TooFewQas => &[("activate Q&As, or add some to a file that `qa.files` names", "10 are needed")],
            Self::SurveyIncomplete => &[
                ("open the survey's file", "the open topics are named above"),
                ("answer every topic, or write { not_applicable = \"reason\" }", ""),
                ("botctl check", "then deploy"),
            ],
            Self::SubscriptionEnded
            | Self::PaymentOverdue
            | Self::NoLicence
            | Self::KnowledgeTooLarge
            | Self::SubscriptionEndsSoon => &[
                ("botctl host plan show", "what the plan holds and how far it is used"),
                ("botctl host plan set", "change its limits, its end or its payment, as the host's administrator"),
                ("botctl host plan swap FROM TO", "give this bot the licence of another one"),
                ("ask the team's administrator", "the contact is named above"),
            ],
            Self::MessagesUsedUp | Self::MessagesRunningOut => &[
                ("botctl host plan set", "raise the message limit, as the host's administrator"),
                ("botctl host plan swap FROM TO", "move to a licence that is free"),
                ("wait until the counter begins anew", "the day is named above"),
            ],
            Self::BotInfo => &[("set name, description and languages in [bot]", "")],
            Self::NoAnswers => &[("set knowledge, qa or survey in [features] to true", "")],
            Self::NoContact => {
                &[("add email, phone or url to [answers.contact], or switch features.contact_form off", "")]
            }
            Self::NoSuggestions => {
                &[("add `suggested` to the messages of each language, or switch features.suggested_questions off", "")]
            }
            Self::NoEndpoint => &[
                (
                    "add [endpoints.<name>] with its `url` to the host's host.toml and start the host anew",
                    "as the host's operator",
                ),
                ("name an endpoint that the host has, or remove the table from bot.toml", ""),
            ],
            Self::Contrast => &[("make one of the two colours darker or lighter", "")],
            Self::Avatar => &[("use a PNG, JPEG, GIF or WebP of at most 256 KiB within the folder", "")],
            Self::Messages => &[("add the messages to [settings.messages.<language>]", "")],
            Self::PrivacyPolicy => &[("set settings.privacy_policy to its address", "")],
            Self::Domains => {
                &[("set settings.authorized_domains to the sites that hold the bot", "e.g. [\"www.example.com\"]")]
            }
        }
    }

    /// The finding: the message, the facts and the solution. Commands that go to the host name the `environment`.
    pub(super) fn diagnostic(self, facts: impl Into<String>, environment: &str) -> Diagnostic {
        let finding = Diagnostic::new(self.severity(), self.code(), self.message()).because(facts);
        self.solutions().iter().fold(finding, |finding, (step, when)| {
            let needs_target =
                ["botctl deploy", "botctl check", "botctl host plan"].iter().any(|verb| step.starts_with(verb));
            match environment {
                "default" => finding.try_when(*step, *when),
                environment if needs_target => finding.try_when(format!("{step} -e {environment}"), *when),
                _ => finding.try_when(*step, *when),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_has_its_own_code_a_message_and_a_solution() {
        let mut codes = std::collections::BTreeSet::new();
        for problem in Problem::ALL {
            assert!(problem.code().starts_with("CHK0") && codes.insert(problem.code()), "{problem:?}");
            assert!(!problem.message().is_empty() && !problem.solutions().is_empty(), "{problem:?}");
            assert!(!problem.diagnostic("", "production").next.is_empty(), "{problem:?}");
        }
    }

    #[test]
    fn commands_name_the_environment_they_go_to() {
        let next = Problem::NeverTrained.diagnostic("", "production").next;
        assert_eq!(
            next.iter().map(|step| step.command.as_str()).collect::<Vec<_>>(),
            ["botctl train", "botctl deploy -e production"]
        );
        assert_eq!(Problem::NeverTrained.diagnostic("", "default").next[1].command, "botctl deploy");
    }
}
