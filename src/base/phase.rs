//! The three phases of a deployment and their nine steps: names for machines and for people.

use serde::{Deserialize, Serialize};

/// A phase of a deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The host, its plan, its configuration, its services.
    StartingServer,
    /// Upload, index, optimisation.
    LoadingKnowledgeBase,
    /// Models, pipeline, automatic tests.
    UpdateModels,
}

/// A step of a phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Host up, plan and licence admitted, lease taken, room reserved.
    AllocatingServerResources,
    /// Settings, domains and secret references validated on the host.
    ConfiguringEnvironment,
    /// Store, blob space and scheduler up, health probe answered.
    InitializingServices,
    /// Missing blobs arrive; ends with the commit.
    UploadingKnowledgeBase,
    /// Passages become index segments; unchanged ones are reused.
    IndexingContent,
    /// Index mapped, warmed with the bot's own questions, measured.
    OptimizingSearch,
    /// The release's models loaded beside the live ones.
    LoadingAiModels,
    /// Thresholds, languages, disambiguation, fallback.
    ConfiguringNlpPipeline,
    /// The bot's tests and a sample of its Q&As asked of the new release.
    AutomaticTesting,
}

impl Phase {
    /// All phases in order.
    pub const ALL: [Self; 3] = [Self::StartingServer, Self::LoadingKnowledgeBase, Self::UpdateModels];

    /// The title for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::StartingServer => "Starting Server",
            Self::LoadingKnowledgeBase => "Loading Knowledge Base",
            Self::UpdateModels => "Update Models",
        }
    }

    /// The name for machines.
    pub fn name(self) -> &'static str {
        match self {
            Self::StartingServer => "starting_server",
            Self::LoadingKnowledgeBase => "loading_knowledge_base",
            Self::UpdateModels => "update_models",
        }
    }

    /// The position, from 1.
    pub fn index(self) -> u32 {
        match self {
            Self::StartingServer => 1,
            Self::LoadingKnowledgeBase => 2,
            Self::UpdateModels => 3,
        }
    }

    /// The phase's steps in order.
    pub fn steps(self) -> [Step; 3] {
        match self {
            Self::StartingServer => {
                [Step::AllocatingServerResources, Step::ConfiguringEnvironment, Step::InitializingServices]
            }
            Self::LoadingKnowledgeBase => [Step::UploadingKnowledgeBase, Step::IndexingContent, Step::OptimizingSearch],
            Self::UpdateModels => [Step::LoadingAiModels, Step::ConfiguringNlpPipeline, Step::AutomaticTesting],
        }
    }
}

impl Step {
    /// The phase that the step belongs to.
    pub fn phase(self) -> Phase {
        match self {
            Self::AllocatingServerResources | Self::ConfiguringEnvironment | Self::InitializingServices => {
                Phase::StartingServer
            }
            Self::UploadingKnowledgeBase | Self::IndexingContent | Self::OptimizingSearch => {
                Phase::LoadingKnowledgeBase
            }
            Self::LoadingAiModels | Self::ConfiguringNlpPipeline | Self::AutomaticTesting => Phase::UpdateModels,
        }
    }

    /// The name for machines.
    pub fn name(self) -> &'static str {
        match self {
            Self::AllocatingServerResources => "allocating_server_resources",
            Self::ConfiguringEnvironment => "configuring_environment",
            Self::InitializingServices => "initializing_services",
            Self::UploadingKnowledgeBase => "uploading_knowledge_base",
            Self::IndexingContent => "indexing_content",
            Self::OptimizingSearch => "optimizing_search",
            Self::LoadingAiModels => "loading_ai_models",
            Self::ConfiguringNlpPipeline => "configuring_nlp_pipeline",
            Self::AutomaticTesting => "automatic_testing",
        }
    }

    /// The word for people, short: `resources`, `uploading`, …
    pub fn word(self) -> &'static str {
        match self {
            Self::AllocatingServerResources => "resources",
            Self::ConfiguringEnvironment => "environment",
            Self::InitializingServices => "services",
            Self::UploadingKnowledgeBase => "uploading",
            Self::IndexingContent => "indexing",
            Self::OptimizingSearch => "optimizing",
            Self::LoadingAiModels => "models",
            Self::ConfiguringNlpPipeline => "pipeline",
            Self::AutomaticTesting => "tests",
        }
    }
}
