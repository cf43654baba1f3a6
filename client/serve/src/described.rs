//! The descriptions of what is served here (OpenAPI), made whole: what any request may be answered is added to what each operation
//! says of itself, so that a program that is made from a description knows every status that it meets.

use axum::http::Method;
use iou_intent::api::PROBLEM;
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{AnyOf, Object, OneOf, Schema, SchemaType, Type};
use utoipa::openapi::{ContentBuilder, OpenApi, PathItem, Ref, RefOr, Response, ResponseBuilder};

/// Whose kinds have no tags: which one it is stands beside it, and one may have the form of another, too.
const UNTAGGED: [&str; 1] = ["EventData"];

/// With its version, and with what holds for all of it.
pub(crate) fn whole(mut description: OpenApi) -> OpenApi {
    description.info.version = "1".into();
    for item in description.paths.paths.values_mut() {
        for (_, operation) in operations(item) {
            add_shared(operation);
        }
    }
    let schemas = description.components.iter_mut().flat_map(|it| &mut it.schemas);
    for (name, schema) in schemas {
        if let RefOr::T(schema) = schema {
            mend(name, schema);
        }
    }
    description
}

/// What schemas that are derived say too strictly: that something has exactly one of several forms, and that a part of an object
/// that is not there is `null`.
fn mend(name: &str, schema: &mut Schema) {
    match schema {
        Schema::OneOf(one) if UNTAGGED.contains(&name) => *schema = Schema::AnyOf(any_of(one)),
        Schema::AllOf(all) => {
            for part in &mut all.items {
                if let RefOr::T(Schema::OneOf(one)) = part {
                    *part = RefOr::T(Schema::AnyOf(any_of(one)));
                }
            }
        }
        _ => {}
    }
}

fn any_of(one: &OneOf) -> AnyOf {
    let is_null = |object: &Object| object.schema_type == SchemaType::Type(Type::Null);
    let items = one.items.iter().map(|item| match item {
        RefOr::T(Schema::Object(object)) if is_null(object) => RefOr::T(Schema::Object(Object::new())),
        other => other.clone(),
    });
    let mut any = AnyOf::new();
    any.items = items.collect();
    any.description = one.description.clone();
    any
}

/// As it is committed and served.
pub(crate) fn json(description: &OpenApi) -> String {
    let json = description.to_pretty_json().expect("plain data");
    format!("{json}\n")
}

/// What can be done at a path.
pub(crate) fn operations(item: &mut PathItem) -> impl Iterator<Item = (Method, &mut Operation)> {
    let all = [
        (Method::GET, &mut item.get),
        (Method::PUT, &mut item.put),
        (Method::POST, &mut item.post),
        (Method::DELETE, &mut item.delete),
    ];
    all.into_iter()
        .filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// What an operation does not say itself: who asks too often is sent away, a parameter may be wrong, a body late,
/// too large, or none.
fn add_shared(operation: &mut Operation) {
    let mut shared = vec![
        ("429", "Asked too often; Retry-After says when to try again."),
        ("500", "Something is wrong here."),
    ];
    if let Some(body) = &operation.request_body {
        shared.push(("408", "The body did not come in time."));
        shared.push(("413", "It is too large."));
        if body.content.contains_key("application/json") {
            shared.push(("400", "It is not as described here."));
            shared.push(("415", "It is not said to be JSON."));
        }
    }
    if operation.parameters.is_some() {
        shared.push(("400", "A parameter is not as described; `field` names it."));
    }
    let all = &mut operation.responses.responses;
    for (status, why) in shared {
        let _said = all.entry(status.into()).or_insert_with(|| RefOr::T(problem(why)));
    }
}

fn problem(why: &str) -> Response {
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .build();
    ResponseBuilder::new()
        .description(why)
        .content(PROBLEM, content)
        .build()
}
