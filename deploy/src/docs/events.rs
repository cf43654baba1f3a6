//! Events and their types, read from the contract's metadata (ink's ABI, version 5): what a program that knows
//! nothing but the ABI sees.

use anyhow::{Context, Result};
use serde_json::{Map, Value};
use std::{collections::BTreeMap, fmt::Write};
use terms::Event;

/// Fields that every loan event begins with, in their order.
const HEAD: usize = 8;

/// One part for each event: when it is emitted, its signature topic, its fields.
pub fn events(abi: &Map<String, Value>) -> Result<String> {
    let types = Types::of(abi);
    let events = abi["spec"]["events"]
        .as_array()
        .context("the ABI has no events")?;
    let (mut loan, other): (Vec<_>, Vec<_>) = events.iter().partition(|event| is_loan_event(event));
    // The linker decides their order in the ABI; here they stand as in the source.
    loan.sort_by_key(|event| Event::NAMES.iter().position(|name| event["label"] == *name));
    let mut out = "### The head of every loan event\n\n".to_owned();
    let first = loan.first().context("the ABI has no loan event")?;
    table(&mut out, &types, &arguments(first)[..HEAD])?;
    for event in loan {
        title(&mut out, event)?;
        match &arguments(event)[HEAD..] {
            [] => out.push_str("No fields but the head.\n"),
            own => table(&mut out, &types, own)?,
        }
    }
    for event in other {
        title(&mut out, event)?;
        table(&mut out, &types, arguments(event))?;
    }
    Ok(out)
}

fn is_loan_event(event: &Value) -> bool {
    arguments(event)
        .get(1)
        .is_some_and(|argument| argument["label"] == "event")
}

fn arguments(event: &Value) -> &[Value] {
    event["args"].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn title(out: &mut String, event: &Value) -> Result<()> {
    let topic = event["signature_topic"].as_str().unwrap_or("none");
    writeln!(
        out,
        "\n### {}\n\n{}\n\nSignature topic `{topic}`\n",
        text(&event["label"]),
        docs(event)
    )?;
    Ok(())
}

fn table(out: &mut String, types: &Types<'_>, arguments: &[Value]) -> Result<()> {
    out.push_str("| field | type | what |\n|---|---|---|\n");
    for argument in arguments {
        let ty = types.shown(&argument["type"]);
        writeln!(
            out,
            "| `{}` | `{ty}` | {} |",
            text(&argument["label"]),
            docs(argument)
        )?;
    }
    Ok(())
}

/// Every type that the events are made of, with its SCALE layout.
pub fn types(abi: &Map<String, Value>) -> Result<String> {
    let types = Types::of(abi);
    let mut found = BTreeMap::new();
    for event in abi["spec"]["events"].as_array().into_iter().flatten() {
        for argument in arguments(event) {
            types.collect(&argument["type"]["type"], &mut found);
        }
    }
    let mut out = "| type | layout |\n|---|---|\n".to_owned();
    for (name, layout) in found {
        writeln!(out, "| `{name}` | {layout} |")?;
    }
    Ok(out)
}

/// The ABI's type registry.
struct Types<'a>(BTreeMap<u64, &'a Value>);

impl<'a> Types<'a> {
    fn of(abi: &'a Map<String, Value>) -> Self {
        let rows = abi["types"].as_array().into_iter().flatten();
        Self(
            rows.filter_map(|row| Some((row["id"].as_u64()?, &row["type"])))
                .collect(),
        )
    }

    fn get(&self, id: &Value) -> &'a Value {
        id.as_u64()
            .and_then(|id| self.0.get(&id).copied())
            .unwrap_or(&Value::Null)
    }

    /// A type as an argument names it, with what stands behind an alias: `LoanId = u64`.
    fn shown(&self, of: &Value) -> String {
        let name = self.name(&of["type"]);
        let alias = of["displayName"]
            .as_array()
            .and_then(|path| path.last())
            .map(text)
            .unwrap_or_default();
        if alias.is_empty() || name.split('<').next() == Some(alias) {
            return name;
        }
        format!("{alias} = {name}")
    }

    fn name(&self, id: &Value) -> String {
        let ty = self.get(id);
        let def = &ty["def"];
        if let Some(primitive) = def["primitive"].as_str() {
            return primitive.to_owned();
        }
        if let Some(of) = def.get("sequence") {
            return format!("Vec<{}>", self.name(&of["type"]));
        }
        if let Some(of) = def.get("array") {
            return format!("[{}; {}]", self.name(&of["type"]), of["len"]);
        }
        if let Some(of) = def.get("tuple").and_then(Value::as_array) {
            return format!(
                "({})",
                of.iter().map(|id| self.name(id)).collect::<Vec<_>>().join(", ")
            );
        }
        let path = ty["path"]
            .as_array()
            .and_then(|path| path.last())
            .map(text)
            .unwrap_or("?");
        let of: Vec<_> = rows(ty, "params")
            .map(|parameter| self.name(&parameter["type"]))
            .collect();
        match of.is_empty() {
            true => path.to_owned(),
            false => format!("{path}<{}>", of.join(", ")),
        }
    }

    /// Adds the type and all that it is made of, where it has a name of its own.
    fn collect(&self, id: &Value, found: &mut BTreeMap<String, String>) {
        let ty = self.get(id);
        let def = &ty["def"];
        let inner = def["sequence"].get("type").or_else(|| def["array"].get("type"));
        for id in inner
            .into_iter()
            .chain(rows(ty, "params").map(|parameter| &parameter["type"]))
        {
            self.collect(id, found);
        }
        let path = rows(ty, "path").last().map(text).unwrap_or_default();
        if path.is_empty() || path == "Option" || found.contains_key(path) {
            return;
        }
        let variants: Vec<_> = rows(&def["variant"], "variants").collect();
        let layout = match variants.is_empty() {
            true => self.fields(&def["composite"]),
            false => variants
                .iter()
                .map(|v| self.variant(v))
                .collect::<Vec<_>>()
                .join("<br>"),
        };
        drop(found.insert(path.to_owned(), layout));
        for field in rows(&def["composite"], "fields").chain(variants.iter().flat_map(|v| rows(v, "fields")))
        {
            self.collect(&field["type"], found);
        }
    }

    fn variant(&self, variant: &Value) -> String {
        let fields = self.fields(variant);
        let gap = if fields.is_empty() { "" } else { ": " };
        format!("{} = {}{gap}{fields}", variant["index"], text(&variant["name"]))
    }

    fn fields(&self, of: &Value) -> String {
        let field = |field: &Value| {
            let ty = self.name(&field["type"]);
            match field["name"].as_str() {
                Some(name) => format!("{name} `{ty}`"),
                None => format!("`{ty}`"),
            }
        };
        rows(of, "fields").map(field).collect::<Vec<_>>().join(", ")
    }
}

fn rows<'a>(of: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    of[key].as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The documentation of an event or field, on one line.
fn docs(of: &Value) -> String {
    let lines: Vec<_> = rows(of, "docs").map(|line| text(line).trim()).collect();
    lines.join(" ").trim().replace('|', "\\|")
}
