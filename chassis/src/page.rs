//! Cutting lists into pages by key, so that the last page costs what the first costs.

use serde::{Serialize, de::DeserializeOwned};

use crate::problem::{Kind, Problem};

/// Rows on a page when the caller does not say.
pub const DEFAULT: i32 = 50;
/// Rows on a page at most; a larger wish is not an error.
pub const MAX: i32 = 200;

/// How many rows a page gets for the size asked for.
pub fn size(asked: i32) -> Result<i64, Problem> {
    match asked {
        ..0 => Err(Problem::new(Kind::InvalidArgument, "PAGE_SIZE_INVALID", "page_size must not be negative.")),
        0 => Ok(i64::from(DEFAULT)),
        size => Ok(i64::from(size.min(MAX))),
    }
}

/// Reads where a page starts: `None` for the first. The token is what [`next`] made of the last row's key.
pub fn start<K: DeserializeOwned>(token: &str) -> Result<Option<K>, Problem> {
    if token.is_empty() {
        return Ok(None);
    }
    let key = hex::decode(token).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let invalid = || {
        let message = "page_token must be a next_page_token of the same list, or empty.";
        Problem::new(Kind::InvalidArgument, "PAGE_TOKEN_INVALID", message)
    };
    key.map(Some).ok_or_else(invalid)
}

/// Cuts the row that was read beyond the page, and names the start of the next page; empty when there is none. Read
/// `size + 1` rows for it.
pub fn next<R, K: Serialize>(rows: &mut Vec<R>, size: i64, key: impl Fn(&R) -> K) -> String {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    if rows.len() <= size {
        return String::new();
    }
    rows.truncate(size);
    let last = rows.last().map(|row| serde_json::to_vec(&key(row)).unwrap_or_default());
    last.map(hex::encode).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_leads_to_the_row_after_the_last_one_shown() {
        let mut rows = vec![5, 4, 3];
        let token = next(&mut rows, 2, |row| *row);
        assert_eq!((rows, start::<i32>(&token)), (vec![5, 4], Ok(Some(4))));
        assert_eq!(next(&mut vec![1], 2, |row| *row), "");
    }

    #[test]
    fn a_made_up_token_is_refused_and_a_large_page_is_cut() {
        assert!(start::<i32>("nonsense").is_err());
        assert_eq!(size(1_000_000), Ok(200));
        assert!(size(-1).is_err());
    }
}
