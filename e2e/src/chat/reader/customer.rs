//! What customers do.

use crate::chat::{
    line::Line,
    script::{Act, CartItem, Paying},
};

const FILES: [&str; 6] = ["image", "video", "audio", "voice", "document", "sticker"];

pub(super) fn act(line: &mut Line<'_>) -> Result<Act, String> {
    if line.take("taps the earlier") {
        return Ok(Act::Tap { title: line.expect_quoted("a title")?, is_earlier: true });
    }
    if line.take("taps") || line.take("chooses") {
        return Ok(Act::Tap { title: line.expect_quoted("a title")?, is_earlier: false });
    }
    if line.take("sends") {
        return sending(line);
    }
    if line.take("reacts") {
        return Ok(Act::React { emoji: line.word("an emoji")?.to_owned() });
    }
    if line.take("hides the number") {
        return Ok(Act::HideNumber);
    }
    if line.take("pays") {
        return paying(line).map(Act::Pay);
    }
    if line.take("fails to pay") {
        return Ok(Act::FailToPay);
    }
    if line.take("leaves the payment page") {
        return Ok(Act::LeavePaymentPage);
    }
    if line.take("opens the file") {
        return Ok(Act::OpenFile { name: line.expect_quoted("the name of a file")? });
    }
    if line.take("moves to another number") {
        return Ok(Act::ChangeNumber);
    }
    if line.take("has ordered") {
        let sku = line.word("a SKU")?.to_owned();
        let times = line.number("a number")?;
        line.expect("times")?;
        return Ok(Act::HasOrdered { sku, times });
    }
    Err(format!("\"{}\" is nothing a customer can do; the documentation of e2e::chat lists what is", line.rest()))
}

fn sending(line: &mut Line<'_>) -> Result<Act, String> {
    if line.take("location") {
        let latitude = line.number("a latitude")?;
        line.expect(",")?;
        let longitude = line.number("a longitude")?;
        return Ok(Act::Location { latitude, longitude, name: line.quoted(), address: line.quoted() });
    }
    if line.take("cart") {
        return cart(line);
    }
    if line.take("contact") {
        return Ok(Act::Contact { name: line.expect_quoted("a name")? });
    }
    if line.take("something unsupported") {
        return Ok(Act::Unsupported);
    }
    let kind = line.word("what is sent")?.to_owned();
    if FILES.contains(&kind.as_str()) {
        Ok(Act::File { kind, caption: line.quoted() })
    } else {
        Err(format!("{kind} cannot be sent"))
    }
}

fn cart(line: &mut Line<'_>) -> Result<Act, String> {
    let mut items = Vec::new();
    loop {
        let quantity = line.number("a quantity")?;
        let sku = line.word("a SKU")?.to_owned();
        let price = if line.take("at") { line.word("a price")?.to_owned() } else { "0".to_owned() };
        items.push(CartItem { quantity, sku, price });
        if !line.take(",") {
            return Ok(Act::Cart { items, text: line.quoted() });
        }
    }
}

fn paying(line: &mut Line<'_>) -> Result<Paying, String> {
    let is_earlier = line.take("by the earlier link");
    let mut amount_minor = None;
    let mut currency = None;
    if line.rest().starts_with(|c: char| c.is_ascii_digit()) {
        amount_minor = Some(line.price()?);
        let code = line.rest().chars().take_while(char::is_ascii_uppercase).count();
        currency = if code == 3 { Some(line.word("a currency")?.to_owned()) } else { None };
    }
    Ok(Paying { amount_minor, currency, is_earlier, is_unnoticed: line.take("unnoticed") })
}
