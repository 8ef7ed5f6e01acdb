//! What a bot knows: documents, Q&As, survey and tests; read and validated, not trained.
