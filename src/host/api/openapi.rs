//! The operator API in the OpenAPI format, made from the one list of routes.

use std::sync::LazyLock;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::base::version::VERSION;
use crate::host::headers::Surface;
use crate::host::router::{Access, Route, routes};

/// The description: paths, methods, who may, and the body of every refusal.
pub async fn openapi() -> Response {
    static DESCRIPTION: LazyLock<String> = LazyLock::new(|| describe(&routes()).to_string());
    ([(header::CONTENT_TYPE, "application/json")], DESCRIPTION.as_str()).into_response()
}

fn describe(routes: &[Route]) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for route in routes.iter().filter(|route| matches!(route.surface, Surface::Api | Surface::Chat)) {
        let path = paths.entry(route.path).or_insert_with(|| json!({ "parameters": parameters(route.path) }));
        if let Some(methods) = path.as_object_mut() {
            methods.insert(route.method.to_ascii_lowercase(), operation(route));
        }
    }
    let text = json!({ "type": "string" });
    let problem = json!({
        "type": "object",
        "required": ["code", "message", "request_id"],
        "properties": { "code": text, "message": text, "hint": text, "request_id": text },
    });
    json!({
        "openapi": "3.1.0",
        "info": { "title": "botctl host", "version": VERSION },
        "paths": paths,
        "components": {
            "schemas": { "Problem": problem },
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        },
    })
}

fn operation(route: &Route) -> Value {
    let problem = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Problem" } } });
    let responses = json!({
        "2XX": { "description": "Done." },
        "default": { "description": "Refused, or failed.", "content": problem },
    });
    match route.access {
        Access::Token(scopes) => {
            let scopes: Vec<&str> = scopes.iter().map(|scope| scope.name()).collect();
            json!({ "security": [{ "token": [] }], "x-scopes": scopes, "responses": responses })
        }
        Access::Public | Access::Chat | Access::Dashboard => json!({ "security": [], "responses": responses }),
    }
}

fn parameters(path: &str) -> Vec<Value> {
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    names.map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })).collect()
}
