//! Invoices and credit notes as PDF: [`sheet`] decides what stands where, [`words`] has the languages, [`ink`] knows the
//! fonts and writes the file.

mod ink;
mod sheet;
mod words;

use crate::{
    domain::Invoice,
    error::{Error, MoneyRefusal},
};

/// Draws a document in the language of a tag such as "fr", or in English. The same invoice always looks the same in one
/// language, but for the word that says where it stands.
pub(crate) fn draw(invoice: &Invoice, language: &str) -> Result<Vec<u8>, Error> {
    let words = words::Words::of(language);
    let pen = ink::Pen::new().ok_or_else(|| MoneyRefusal::NotDrawn("the fonts cannot be read".to_owned()))?;
    let pages = sheet::lay_out(invoice, &words, &pen);
    Ok(pen.write(&pages, &invoice.number, words.language).map_err(MoneyRefusal::NotDrawn)?)
}

#[cfg(test)]
mod tests;
