//! Sections of lists and of product lists.

use std::collections::HashSet;

use super::Object;
use crate::meta::graph::GraphError;

const SECTIONS_MAX: usize = 10;
/// Rows over all sections.
const ROWS_MAX: usize = 10;
/// Products over all sections.
const PRODUCTS_MAX: usize = 30;
const SECTION_TITLE_MAX: usize = 24;
const ROW_ID_MAX: usize = 200;
const ROW_TITLE_MAX: usize = 24;
const ROW_DESCRIPTION_MAX: usize = 72;

/// The sections of a list.
pub(super) fn check_rows(sections: &[Object<'_>]) -> Result<(), GraphError> {
    check_titles(sections, "rows")?;
    let mut ids = Vec::new();
    for section in sections {
        let rows = section.objects("rows")?;
        if rows.is_empty() {
            return Err(GraphError::missing(section.path_of("rows")));
        }
        for row in &rows {
            ids.push(check_row(row)?);
        }
    }
    if ids.len() > ROWS_MAX {
        return Err(GraphError::value(format!("Total row count exceed max allowed count: {ROWS_MAX}")));
    }
    all_differ(&ids, "Duplicated row id")
}

fn check_row<'a>(row: &Object<'a>) -> Result<&'a str, GraphError> {
    row.only(&["id", "title", "description"])?;
    if row.text("title")?.chars().count() > ROW_TITLE_MAX {
        return Err(GraphError::value(format!("Row title is too long. Max length is {ROW_TITLE_MAX}")));
    }
    let description = row.optional_text("description")?.unwrap_or_default();
    if description.chars().count() > ROW_DESCRIPTION_MAX {
        return Err(GraphError::value(format!("Row description is too long. Max length is {ROW_DESCRIPTION_MAX}")));
    }
    row.text_within("id", ROW_ID_MAX)
}

/// The sections of a product list.
pub(super) fn check_products(action: &Object<'_>) -> Result<(), GraphError> {
    action.only(&["catalog_id", "sections"])?;
    action.text("catalog_id")?;
    let sections = action.objects("sections")?;
    check_titles(&sections, "product_items")?;
    let mut products = 0;
    for section in &sections {
        for item in section.objects("product_items")? {
            item.only(&["product_retailer_id"])?;
            item.text("product_retailer_id")?;
            products += 1;
        }
    }
    if (1..=PRODUCTS_MAX).contains(&products) {
        return Ok(());
    }
    Err(GraphError::value(format!("Total product count must be between 1 and {PRODUCTS_MAX}")))
}

/// Every section needs a title once there are two.
fn check_titles(sections: &[Object<'_>], content: &str) -> Result<(), GraphError> {
    if !(1..=SECTIONS_MAX).contains(&sections.len()) {
        return Err(GraphError::value(format!("Invalid sections count. Min: 1, Max: {SECTIONS_MAX}")));
    }
    for section in sections {
        section.only(&["title", content])?;
        if sections.len() > 1 {
            section.text("title")?;
        }
        section.optional_text_within("title", SECTION_TITLE_MAX)?;
    }
    Ok(())
}

/// Refuses ids or titles that come twice.
pub(super) fn all_differ(words: &[&str], complaint: &str) -> Result<(), GraphError> {
    let mut seen = HashSet::new();
    let twice = words.iter().find(|word| !seen.insert(**word));
    twice.map_or(Ok(()), |word| Err(GraphError::value(format!("{complaint}: {word}"))))
}
