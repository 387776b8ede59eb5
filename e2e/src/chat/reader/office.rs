//! What the office does.

use crate::chat::{line::Line, script::Office};

pub(super) fn deed(line: &mut Line<'_>) -> Result<Office, String> {
    if line.take("moves") {
        let (order, status, because) = transition(line)?;
        return Ok(Office::Moves { order, status, because });
    }
    if line.take("cannot move") {
        let (order, status, because) = transition(line)?;
        line.expect(":")?;
        let reason = line.word("a reason such as TRANSITION_NOT_ALLOWED")?.to_owned();
        return Ok(Office::CannotMove { order, status, because, reason });
    }
    if line.take("sees the money of") {
        let (order, facts) = seen(line)?;
        return Ok(Office::SeesMoney { order, facts });
    }
    if line.take("sees") {
        let (order, facts) = seen(line)?;
        return Ok(Office::Sees { order, facts });
    }
    if line.take("counts") {
        let count = line.number("a number")?;
        line.expect(if count == 1 { "order" } else { "orders" })?;
        return Ok(Office::Counts(count));
    }
    for (deed, available) in [("sells out", false), ("restocks", true)] {
        if line.take(deed) {
            return Ok(Office::SetsAvailable { sku: line.word("a SKU")?.to_owned(), available });
        }
    }
    if line.take("reprices") {
        let sku = line.word("a SKU")?.to_owned();
        line.expect("to")?;
        return Ok(Office::Reprices { sku, amount_minor: line.price()? });
    }
    if line.take("changes") {
        return changing(line);
    }
    money(line)
}

fn money(line: &mut Line<'_>) -> Result<Office, String> {
    for (deed, is_approved) in [("approves the proof of", true), ("rejects the proof of", false)] {
        if line.take(deed) {
            let order = line.word("an order")?.to_owned();
            return Ok(Office::Reviews { order, is_approved, because: because(line)? });
        }
    }
    if line.take("takes") {
        let amount_minor = line.price()?;
        line.expect("for")?;
        return Ok(Office::TakesMoney { order: line.word("an order")?.to_owned(), amount_minor });
    }
    if line.take("refunds") {
        let order = line.word("an order")?.to_owned();
        return Ok(Office::Refunds { order, because: because(line)?.unwrap_or_default() });
    }
    Err(format!("\"{}\" is nothing the office can do; the documentation of e2e::chat lists what is", line.rest()))
}

fn seen(line: &mut Line<'_>) -> Result<(String, Vec<String>), String> {
    let order = line.word("an order")?.to_owned();
    line.expect(":")?;
    let facts = line.rest().split("; ").map(str::to_owned).collect();
    *line = Line::new("");
    Ok((order, facts))
}

fn changing(line: &mut Line<'_>) -> Result<Office, String> {
    let order = line.word("an order")?.to_owned();
    line.expect("to")?;
    let mut lines = Vec::new();
    loop {
        let quantity = line.number("a quantity")?;
        lines.push((quantity, line.word("a SKU")?.to_owned()));
        if !line.take(",") {
            return Ok(Office::Changes { order, lines, because: because(line)?.unwrap_or_default() });
        }
    }
}

fn transition(line: &mut Line<'_>) -> Result<(String, String, Option<String>), String> {
    let order = line.word("an order")?.to_owned();
    line.expect("to")?;
    let status = line.word("a status")?.to_owned();
    Ok((order, status, because(line)?))
}

fn because(line: &mut Line<'_>) -> Result<Option<String>, String> {
    if line.take("because") { line.expect_quoted("a reason").map(Some) } else { Ok(None) }
}
