//! The form of a template message. Whether the template exists and takes these parameters is checked where it is kept.

use serde_json::Value;

use super::Object;
use crate::meta::{graph::GraphError, templates::TemplateUse};

const NAME_MAX: usize = 512;
/// The kinds of parameter a component may have.
const PARAMETERS: [&str; 9] =
    ["text", "currency", "date_time", "image", "video", "document", "location", "payload", "action"];

/// Checks the object `template`.
pub(super) fn check<'a>(template: &Object<'a>) -> Result<TemplateUse<'a>, GraphError> {
    template.only(&["name", "language", "components"])?;
    let language = template.object("language")?;
    language.only(&["code", "policy"])?;
    for component in template.optional_objects("components")? {
        check_component(&component)?;
    }
    Ok(TemplateUse {
        name: template.text_within("name", NAME_MAX)?,
        language: language.text("code")?,
        components: template.get("components").and_then(Value::as_array).map_or(&[], Vec::as_slice),
    })
}

fn check_component(component: &Object<'_>) -> Result<(), GraphError> {
    component.only(&["type", "sub_type", "index", "parameters"])?;
    let kind = component.text("type")?.to_lowercase();
    match kind.as_str() {
        "header" | "body" => {}
        "button" => {
            component.text("sub_type")?;
            component.required("index")?;
        }
        _ => return Err(GraphError::value(format!("Param {} is not a known component.", component.path_of("type")))),
    }
    for parameter in component.optional_objects("parameters")? {
        check_parameter(&parameter)?;
    }
    Ok(())
}

fn check_parameter(parameter: &Object<'_>) -> Result<(), GraphError> {
    let kind = parameter.text("type")?.to_lowercase();
    if !PARAMETERS.contains(&kind.as_str()) {
        return Err(GraphError::of(132_012).because(format!("Param {} is not known.", parameter.path_of("type"))));
    }
    parameter.only(&["type", "parameter_name", &kind])?;
    parameter.required(&kind)?;
    if kind == "text" { check_text(parameter.text("text")?) } else { Ok(()) }
}

/// A parameter is one line without wide gaps.
fn check_text(text: &str) -> Result<(), GraphError> {
    let gap = text.contains(['\n', '\t']) || text.contains("    ");
    let details = "Param text cannot have new-line/tab characters or more than 4 consecutive spaces";
    if gap { Err(GraphError::parameter(details)) } else { Ok(()) }
}
