//! The one place where money is rounded: half up, to the minor unit.

/// `sum * part / whole`, rounded half up. All three are zero or more, `whole` is above zero, and `part <= whole`, so
/// that the result fits.
pub(super) fn share(sum: i64, part: i64, whole: i64) -> i64 {
    let (product, whole) = (i128::from(sum) * i128::from(part), i128::from(whole));
    let rounded = (2 * product + whole) / (2 * whole);
    i64::try_from(rounded).expect("a share is never larger than its sum")
}

#[cfg(test)]
mod tests {
    use base::Money;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_half_of_the_smallest_coin_is_rounded_up_in_every_currency() {
        // 7.5 % of 1.00 naira is 7.5 kobo, of 100 yen 7.5 yen, of 0.100 dinar 7.5 fils.
        for (code, reads) in [("NGN", "₦0.08"), ("JPY", "¥8"), ("KWD", "KWD 0.008")] {
            assert_eq!(Money::new(share(100, 750, 10_000), code.parse().unwrap()).to_string(), reads);
        }
        assert_eq!([share(100, 749, 10_000), share(1, 5_000, 10_000), share(1, 4_999, 10_000)], [7, 1, 0]);
    }

    proptest! {
        #[test]
        fn a_share_is_off_by_half_a_coin_at_most(sum in 0..=i64::MAX, part in 0..=10_000_i64) {
            let exact_times_whole = i128::from(sum) * i128::from(part);
            let off = i128::from(share(sum, part, 10_000)) * 10_000 - exact_times_whole;
            prop_assert!((-4_999..=5_000).contains(&off));
        }
    }
}
