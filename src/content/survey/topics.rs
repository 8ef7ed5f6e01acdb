//! The sixteen topics: keys, labels, and the question that each asks its owner.

/// A category of the survey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CategoryDefinition {
    /// The table in the survey file.
    pub key: &'static str,
    /// For people.
    pub label: &'static str,
    /// Its four topics.
    pub topics: [TopicDefinition; 4],
}

/// A topic of the survey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TopicDefinition {
    /// The key in the category's table.
    pub key: &'static str,
    /// For people; the title of the answer as a document.
    pub label: &'static str,
    /// What the owner is asked.
    pub question: &'static str,
}

const fn topic(key: &'static str, label: &'static str, question: &'static str) -> TopicDefinition {
    TopicDefinition { key, label, question }
}

/// All categories, in the order of the survey.
pub const CATEGORIES: [CategoryDefinition; 4] = [
    CategoryDefinition {
        key: "business",
        label: "Business information",
        topics: [
            topic("industry", "Industry", "What does your business do, and in which industry?"),
            topic("company_size", "Company size", "How large is the company: people, places, years?"),
            topic("target_customers", "Target customers", "Who are your customers?"),
            topic(
                "sales_channels",
                "Main sales channels",
                "Where do customers buy: shop, website, telephone, partners?",
            ),
        ],
    },
    CategoryDefinition {
        key: "products",
        label: "Products and services",
        topics: [
            topic("catalogue", "Catalogue", "Which products and services do you offer?"),
            topic("price_ranges", "Price ranges", "What do they cost, roughly, and what does the price include?"),
            topic("features", "Distinctive features", "What sets them apart from those of others?"),
            topic("sales_process", "Sales process", "How does a customer order, pay and receive them?"),
        ],
    },
    CategoryDefinition {
        key: "support",
        label: "Customer support",
        topics: [
            topic("channels", "Support channels", "How can customers reach you for help?"),
            topic("hours", "Service hours", "On which days and at which hours do you answer?"),
            topic("common_issues", "Most common issues", "Which problems come up most often, and what solves them?"),
            topic("response_time", "Average response time", "How soon can a customer expect an answer?"),
        ],
    },
    CategoryDefinition {
        key: "processes",
        label: "Business processes",
        topics: [
            topic("sales_workflow", "Sales workflow", "What happens between a first enquiry and the sale?"),
            topic(
                "returns_refunds",
                "Returns and refunds",
                "How and until when can customers return or cancel, and when do they get their money back?",
            ),
            topic("policies", "Policies", "Which rules should customers know: privacy, guarantees, house rules?"),
            topic("procedures", "Standard procedures", "Which steps do you follow for frequent requests?"),
        ],
    },
];

/// Every topic with its category, in order.
pub fn topics() -> impl Iterator<Item = (&'static CategoryDefinition, &'static TopicDefinition)> {
    const ALL: &[CategoryDefinition] = &CATEGORIES;
    ALL.iter().flat_map(|category| category.topics.iter().map(move |topic| (category, topic)))
}
