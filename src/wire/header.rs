//! Headers of the contract.

/// The major version of the contract, on every operator request and every response.
pub const WIRE: &str = "botctl-wire";
/// The id of the request, made by the host, on every response.
pub const REQUEST_ID: &str = "x-request-id";
/// Where a resumed event stream goes on.
pub const LAST_EVENT_ID: &str = "last-event-id";
/// The offset of a chunk within a blob.
pub const UPLOAD_OFFSET: &str = "upload-offset";
/// The lease epoch that a change is made under.
pub const FENCE: &str = "botctl-fence";
