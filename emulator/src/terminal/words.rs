//! What a line means, and how a message reads in a terminal.

use serde_json::{Value, json};

use super::client::{Choice, Reply};

const HELP: &str = "\
A number taps a choice of the newest message that has some; anything else is sent as text.
  /location LATITUDE LONGITUDE [NAME]   shares a place
  /order ID [QUANTITY] [ID QUANTITY]…   sends a cart
  /photo [CAPTION]                      sends a picture
  /text WORDS                           sends words as they are, numbers too
  /quit                                 leaves";

/// What a line asks for.
#[derive(Debug, PartialEq)]
pub(super) enum Input {
    Nothing,
    Leave,
    Explain(String),
    Act(Value),
}

/// Reads a line, given the choices on the screen.
pub(super) fn read(line: &str, choices: &[Choice]) -> Input {
    let line = line.trim();
    let (command, rest) = line.split_once(' ').unwrap_or((line, ""));
    match command {
        "" => Input::Nothing,
        "/quit" | "/exit" => Input::Leave,
        "/help" => Input::Explain(HELP.to_owned()),
        "/text" => Input::Act(json!({"type": "text", "text": rest})),
        "/photo" => Input::Act(json!({"type": "image", "caption": Some(rest).filter(|rest| !rest.is_empty())})),
        "/location" => location(rest),
        "/order" => order(rest),
        _ if command.starts_with('/') => Input::Explain(format!("There is no {command}.\n{HELP}")),
        _ => said(line, choices),
    }
}

fn said(line: &str, choices: &[Choice]) -> Input {
    let number = line.parse::<usize>().ok().filter(|number| choices.iter().any(|choice| choice.number == *number));
    Input::Act(match number {
        Some(number) => json!({"type": "tap", "number": number}),
        None => json!({"type": "text", "text": line}),
    })
}

fn location(rest: &str) -> Input {
    let mut words = rest.split_whitespace();
    let mut degrees = || words.next()?.parse::<f64>().ok();
    let (Some(latitude), Some(longitude)) = (degrees(), degrees()) else {
        return Input::Explain("Write it like this: /location 6.4541 3.3947 Broad Street".to_owned());
    };
    let name = words.collect::<Vec<_>>().join(" ");
    let name = Some(name).filter(|name| !name.is_empty());
    Input::Act(json!({"type": "location", "latitude": latitude, "longitude": longitude, "name": name}))
}

/// Prices are left to the shop, which never trusts a phone's.
fn order(rest: &str) -> Input {
    let mut items: Vec<(&str, u32)> = Vec::new();
    for word in rest.split_whitespace() {
        match (word.parse(), items.last_mut()) {
            (Ok(quantity), Some(item)) => item.1 = quantity,
            _ => items.push((word, 1)),
        }
    }
    if items.is_empty() {
        return Input::Explain("Write it like this: /order PRODUCT-ID 2".to_owned());
    }
    let item =
        |(id, quantity)| json!({"product_retailer_id": id, "quantity": quantity, "item_price": 0, "currency": "NGN"});
    Input::Act(json!({"type": "order", "items": items.into_iter().map(item).collect::<Vec<_>>()}))
}

/// A message with its choices numbered.
pub(super) fn show(reply: &Reply) -> String {
    let mut lines: Vec<String> = Vec::new();
    lines.extend(reply.header.clone());
    lines.push(if reply.text.is_empty() { format!("[{}]", reply.kind) } else { reply.text.clone() });
    lines.extend(extra(reply));
    let mut section = None;
    for choice in &reply.choices {
        if choice.section.is_some() && choice.section != section {
            section.clone_from(&choice.section);
            lines.push(format!("  {}", section.as_deref().unwrap_or_default()));
        }
        let second = choice.description.as_ref().map(|text| format!("  ({text})")).unwrap_or_default();
        lines.push(format!("  {:>2}. {}{second}", choice.number, choice.title));
    }
    lines.extend(reply.footer.clone());
    if reply.progress == "failed" {
        lines.push("! a phone would not have received this: it failed on the way".to_owned());
    }
    lines.join("\n")
}

/// What words alone do not tell.
fn extra(reply: &Reply) -> Option<String> {
    let raw = &reply.raw;
    match reply.kind.as_str() {
        "location_request_message" => Some("  (share a place with /location)".to_owned()),
        "cta_url" => Some(format!("  {}", raw["interactive"]["action"]["parameters"]["url"].as_str()?)),
        "document" => {
            let name = raw["document"]["filename"].as_str().filter(|name| *name != reply.text)?;
            Some(format!("  [document {name}]"))
        }
        "location" => {
            let place = &raw["location"];
            Some(format!(
                "  {} {}, {}",
                place["address"].as_str().unwrap_or_default(),
                place["latitude"],
                place["longitude"]
            ))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choices() -> Vec<Choice> {
        vec![Choice { number: 1, title: "Menu".into(), description: None, section: None }]
    }

    #[test]
    fn a_number_taps_a_choice_where_there_is_one_and_is_text_elsewhere() {
        assert_eq!(read("1", &choices()), Input::Act(json!({"type": "tap", "number": 1})));
        assert_eq!(read(" 2 ", &choices()), Input::Act(json!({"type": "text", "text": "2"})));
        assert_eq!(read("/text 1", &choices()), Input::Act(json!({"type": "text", "text": "1"})));
    }

    #[test]
    fn a_place_and_a_cart_are_read_from_one_line() {
        let place = json!({"type": "location", "latitude": 6.5, "longitude": 3.4, "name": "Broad Street"});
        assert_eq!(read("/location 6.5 3.4 Broad Street", &[]), Input::Act(place));
        let Input::Act(cart) = read("/order SUYA 2 ZOBO", &[]) else { panic!("a cart") };
        assert_eq!((&cart["items"][0]["quantity"], &cart["items"][1]["quantity"]), (&json!(2), &json!(1)));
        assert!(matches!(read("/location here", &[]), Input::Explain(_)));
    }
}
