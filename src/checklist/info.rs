//! The twelve checks: id, group, label and meaning, for the checklist itself and for `botctl help checks`.

use crate::checklist::problem::Problem;

/// One of the twelve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// A bundle is here.
    Status,
    /// There is knowledge.
    Knowledge,
    /// There are Q&As.
    Qa,
    /// The survey is complete.
    Survey,
    /// The subscription is active.
    Subscription,
    /// There are messages left.
    Messages,
    /// The plan is paid.
    Payment,
    /// There is a licence.
    Licence,
    /// The bot is described.
    Bot,
    /// Features have what they need.
    Features,
    /// It can be read and seen.
    Appearance,
    /// It behaves as a site needs.
    Settings,
}

/// The three groups of the checklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// What the bot learned.
    Training,
    /// What the plan allows.
    Plan,
    /// What the owner configured.
    Configuration,
}

impl Group {
    /// The name for machines, as in [`crate::base::event::CheckItem::group`].
    pub fn name(self) -> &'static str {
        match self {
            Self::Training => "training",
            Self::Plan => "plan",
            Self::Configuration => "configuration",
        }
    }

    /// The heading for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Training => "Training",
            Self::Plan => "Plan",
            Self::Configuration => "Configuration",
        }
    }
}

/// What is to be known of a check.
#[derive(Debug, Clone, Copy)]
pub struct CheckInfo {
    /// Which.
    pub check: Check,
    /// Stable id, e.g. `training.qa`.
    pub id: &'static str,
    /// Its group.
    pub group: Group,
    /// For people.
    pub label: &'static str,
    /// When it passes, a sentence.
    pub passes_when: &'static str,
    /// What it can find; each has a message and its solutions.
    pub problems: &'static [Problem],
}

/// All checks, in their order.
pub const CHECKS: &[CheckInfo] = &[
    CheckInfo {
        check: Check::Status,
        id: "training.status",
        group: Group::Training,
        label: "status",
        passes_when: "The folder was trained; a stale bundle passes, and the finding says what will be trained anew.",
        problems: &[Problem::NeverTrained, Problem::Stale],
    },
    CheckInfo {
        check: Check::Knowledge,
        id: "training.knowledge",
        group: Group::Training,
        label: "knowledge base",
        passes_when: "There is at least one document or survey answer, and every document could be processed; one that couldn't is named with its own code, as a warning, or with --strict as a failure.",
        problems: &[Problem::NoKnowledge],
    },
    CheckInfo {
        check: Check::Qa,
        id: "training.qa",
        group: Group::Training,
        label: "Q&A base",
        passes_when: "There are at least 10 active Q&As.",
        problems: &[Problem::TooFewQas],
    },
    CheckInfo {
        check: Check::Survey,
        id: "training.survey",
        group: Group::Training,
        label: "survey",
        passes_when: "All 16 topics are answered, or marked as not applicable with a reason.",
        problems: &[Problem::SurveyIncomplete],
    },
    CheckInfo {
        check: Check::Subscription,
        id: "plan.subscription",
        group: Group::Plan,
        label: "subscription",
        passes_when: "The subscription is active and hasn't expired.",
        problems: &[Problem::SubscriptionEnded, Problem::SubscriptionEndsSoon],
    },
    CheckInfo {
        check: Check::Messages,
        id: "plan.messages",
        group: Group::Plan,
        label: "message limit",
        passes_when: "Fewer messages were used this month than the plan allows.",
        problems: &[Problem::MessagesUsedUp, Problem::MessagesRunningOut],
    },
    CheckInfo {
        check: Check::Payment,
        id: "plan.payment",
        group: Group::Plan,
        label: "payment",
        passes_when: "No payment is due.",
        problems: &[Problem::PaymentOverdue],
    },
    CheckInfo {
        check: Check::Licence,
        id: "plan.licence",
        group: Group::Plan,
        label: "team licence",
        passes_when: "The team has a licence for the bot, and the knowledge base is under the plan's size.",
        problems: &[Problem::NoLicence, Problem::KnowledgeTooLarge],
    },
    CheckInfo {
        check: Check::Bot,
        id: "config.bot",
        group: Group::Configuration,
        label: "bot info",
        passes_when: "Name, description and languages are given and aren't the template's.",
        problems: &[Problem::BotInfo],
    },
    CheckInfo {
        check: Check::Features,
        id: "config.features",
        group: Group::Configuration,
        label: "features",
        passes_when: "At least one source of answers is on, and each feature has what it needs.",
        problems: &[Problem::NoAnswers, Problem::NoContact, Problem::NoSuggestions, Problem::NoEndpoint],
    },
    CheckInfo {
        check: Check::Appearance,
        id: "config.appearance",
        group: Group::Configuration,
        label: "appearance",
        passes_when: "Texts have a contrast of at least 4.5 with what they stand on, and the avatar is a picture of allowed kind and size.",
        problems: &[Problem::Contrast, Problem::Avatar],
    },
    CheckInfo {
        check: Check::Settings,
        id: "config.settings",
        group: Group::Configuration,
        label: "settings",
        passes_when: "Welcome, fallback, unsure and offline messages are given in each language; off the local host also privacy policy and authorized domains.",
        problems: &[Problem::Messages, Problem::PrivacyPolicy, Problem::Domains],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_belongs_to_one_check() {
        assert_eq!(CHECKS.len(), 12);
        for problem in Problem::ALL {
            assert_eq!(CHECKS.iter().filter(|info| info.problems.contains(&problem)).count(), 1, "{problem:?}");
        }
    }
}
