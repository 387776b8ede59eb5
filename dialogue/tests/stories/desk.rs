//! The other services, from memory and by the rules of orders.

use base::{Currency, Id, Money, OrderNumber, Timestamp};
use dialogue::{
    AmendRefusal, Answer, CancelRefusal, File, FilePurpose, FileRefusal, Fulfilment, Line, LineChoice, LineField, Menu,
    Obstacle, OrderLine, OrderPage, OrderStatus, OrderSummary, PaymentLink, PaymentPolicy, PaymentRefusal,
    PaymentStatus, PlacedOrder, Quote, Refusal, Repeated, Request, Slot, Sums, Terms,
};

/// What orders, catalog and notifications would answer.
#[derive(Default)]
pub(crate) struct Desk {
    pub(crate) orders: Vec<OrderSummary>,
    /// What orders charges on top of the menu's prices: a price that changed meanwhile.
    pub(crate) surcharge: i64,
    /// What orders will not sell although the menu says so.
    pub(crate) refused: Vec<Id>,
    /// What is in the way of every order.
    pub(crate) obstacles: Vec<Obstacle>,
    /// Coupons that count, and the part of the goods they take off in percent.
    pub(crate) coupons: Vec<(String, i64)>,
    /// Coupons the customer has no use of left.
    pub(crate) used: Vec<String>,
    /// What any other coupon meets.
    pub(crate) coupon_fault: Option<dialogue::CouponFault>,
    /// How many there are of a product.
    pub(crate) stock: Vec<(Id, u32)>,
    pub(crate) delivery_fee: i64,
    pub(crate) slots: Vec<Slot>,
    pub(crate) payment: Option<Result<PaymentLink, PaymentRefusal>>,
    pub(crate) file_refusal: Option<FileRefusal>,
    /// Goes away once so many more files are kept.
    pub(crate) files_until_down: Option<usize>,
    /// Files that were kept, and with which order.
    pub(crate) files: Vec<(OrderNumber, File, FilePurpose)>,
    /// What was answered to changes of staff.
    pub(crate) consents: Vec<bool>,
    pub(crate) is_down: bool,
}

impl Desk {
    pub(crate) fn answer(&mut self, request: Request, menu: &Menu, now: Timestamp) -> Answer {
        if self.is_down {
            return Answer::Unavailable;
        }
        match request {
            Request::Quote { lines, terms, order } => Answer::Quote(self.quote(&lines, &terms, order.as_ref(), menu)),
            Request::Place { lines, terms, payment, expected_total } => {
                assert_eq!(terms.address.is_some(), terms.fulfilment == Some(Fulfilment::Delivery));
                Answer::Placed(self.place(&lines, terms, payment, expected_total, menu, now))
            }
            Request::Amend { number, version, lines, expected_total } => {
                Answer::Amended(self.amend(&number, version, &lines, expected_total, menu))
            }
            Request::AnswerAmendment { number, revision, accept } => {
                Answer::Amended(self.consent(&number, revision, accept))
            }
            Request::FindOrder { number } => {
                Answer::Order(self.orders.iter().find(|order| order.number == number).cloned().map(Box::new))
            }
            Request::ListOrders { limit, after } => Answer::Orders(self.page(limit as usize, after)),
            Request::CancelOrder { number } => Answer::Cancelled(self.cancel(&number)),
            Request::RepeatOrder { number } => Answer::Repeated(self.repeat(number, menu)),
            Request::StartPayment { number } => Answer::Payment(self.pay(&number)),
            Request::CheckCoupon { code } => {
                let is_known = self.coupons.iter().any(|(known, _)| *known == code);
                let fault = self.coupon_fault.unwrap_or(dialogue::CouponFault::NotFound);
                Answer::Coupon((!is_known).then_some(fault))
            }
            Request::ListSlots { from, limit } => Answer::Slots(Some(self.slots_from(from, limit as usize))),
            Request::Attach { number, file, purpose } => self.attach(number, file, purpose),
        }
    }

    fn attach(&mut self, number: OrderNumber, file: File, purpose: FilePurpose) -> Answer {
        if self.files_until_down == Some(0) {
            return Answer::Unavailable;
        }
        self.files_until_down = self.files_until_down.map(|left| left - 1);
        if let Some(refusal) = self.file_refusal {
            return Answer::Attached(Err(refusal));
        }
        self.files.push((number, file, purpose));
        Answer::Attached(Ok(()))
    }

    fn quote(
        &self,
        lines: &[Line],
        terms: &Terms,
        changed: Option<&OrderNumber>,
        menu: &Menu,
    ) -> Result<Quote, Refusal> {
        assert!(!lines.is_empty(), "a quote without lines");
        let changed = changed.and_then(|number| self.orders.iter().find(|order| order.number == *number));
        let sold_out = |line: &&Line| {
            let item = menu.item(line.product_id);
            let has_enough =
                changed.is_some_and(|order| count(&order.lines, line.product_id) >= wanted(lines, line.product_id));
            self.refused.contains(&line.product_id) || item.is_none_or(|item| !item.available && !has_enough)
        };
        let products: Vec<Id> = lines.iter().filter(sold_out).map(|line| line.product_id).collect();
        if !products.is_empty() {
            return Err(Refusal::SoldOut { products });
        }
        let mut obstacles = self.obstacles.clone();
        obstacles.extend(self.short(lines));
        let discount = match &terms.coupon {
            None => 0,
            Some(code) if changed.is_none() && self.used.contains(code) => {
                obstacles.push(Obstacle::Coupon(dialogue::CouponFault::AlreadyUsed));
                0
            }
            Some(code) => match self.coupons.iter().find(|(known, _)| known == code) {
                Some((_, percent)) => *percent,
                None => {
                    let fault = self.coupon_fault.unwrap_or(dialogue::CouponFault::NotFound);
                    obstacles.push(Obstacle::Coupon(fault));
                    0
                }
            },
        };
        let lines: Vec<OrderLine> = lines.iter().map(|line| order_line(line, menu)).collect();
        let subtotal = Money::sum(Currency::NGN, lines.iter().map(|line| line.total)).unwrap().minor + self.surcharge;
        let naira = |minor| Money::new(minor, Currency::NGN);
        let fee = if terms.fulfilment == Some(Fulfilment::Delivery) { self.delivery_fee } else { 0 };
        let (off, tip) = (subtotal * discount / 100, terms.tip.map_or(0, |tip| tip.minor));
        let sums = Sums {
            subtotal: naira(subtotal),
            discount: naira(off),
            delivery_fee: naira(fee),
            tip: naira(tip),
            total: naira(subtotal - off + fee + tip),
            ..Sums::plain(naira(0))
        };
        Ok(Quote { lines, sums, zone: String::new(), obstacles })
    }

    fn short(&self, lines: &[Line]) -> Vec<Obstacle> {
        let short = self.stock.iter().filter(|(product, left)| wanted(lines, *product) > *left);
        short.map(|(product, left)| Obstacle::OutOfStock { product: *product, left: *left }).collect()
    }

    fn place(
        &mut self,
        lines: &[Line],
        terms: Terms,
        payment: Option<PaymentPolicy>,
        expected: Money,
        menu: &Menu,
        now: Timestamp,
    ) -> Result<PlacedOrder, Refusal> {
        let Quote { lines, sums, obstacles, .. } = self.quote(lines, &terms, None, menu)?;
        if !obstacles.is_empty() {
            return Err(Refusal::Obstacles(obstacles));
        }
        if sums.total != expected {
            return Err(Refusal::PriceChanged { total: sums.total });
        }
        let usual = menu.offers().payments.first().copied().unwrap_or(PaymentPolicy::PayOnDelivery);
        let number = OrderNumber::from_random(self.orders.len() as u64 * 7919 + 1);
        let payment = payment.unwrap_or(usual);
        let order = OrderSummary {
            number: number.clone(),
            status: OrderStatus::PendingConfirmation,
            version: 1,
            lines,
            sums,
            fulfilment: terms.fulfilment.unwrap(),
            terms,
            zone: String::new(),
            payment,
            payment_status: PaymentStatus::Unpaid,
            paid: Money::zero(Currency::NGN),
            amendment: None,
            placed_at: now,
        };
        self.orders.insert(0, order);
        Ok(PlacedOrder { number, total: sums.total, payment })
    }

    fn amend(
        &mut self,
        number: &OrderNumber,
        version: i64,
        lines: &[Line],
        expected: Money,
        menu: &Menu,
    ) -> Result<OrderSummary, AmendRefusal> {
        let terms = self.orders.iter().find(|order| order.number == *number).map(|order| order.terms.clone());
        let terms = terms.ok_or(AmendRefusal::NotFound)?;
        let quote = self.quote(lines, &terms, Some(number), menu).map_err(AmendRefusal::Refused)?;
        if !quote.obstacles.is_empty() {
            return Err(AmendRefusal::Refused(Refusal::Obstacles(quote.obstacles)));
        }
        let order = self.orders.iter_mut().find(|order| order.number == *number).unwrap();
        if order.status != OrderStatus::PendingConfirmation {
            return Err(AmendRefusal::TooLate);
        }
        if order.version != version {
            return Err(AmendRefusal::Stale);
        }
        if quote.sums.total != expected {
            return Err(AmendRefusal::Refused(Refusal::PriceChanged { total: quote.sums.total }));
        }
        if order.lines == quote.lines {
            return Err(AmendRefusal::NothingChanged);
        }
        (order.lines, order.sums) = (quote.lines, quote.sums);
        order.version += 1;
        Ok(order.clone())
    }

    fn consent(&mut self, number: &OrderNumber, revision: i32, accept: bool) -> Result<OrderSummary, AmendRefusal> {
        let order = self.orders.iter_mut().find(|order| order.number == *number).ok_or(AmendRefusal::NotFound)?;
        let amendment = order.amendment.take_if(|amendment| amendment.revision == revision);
        let amendment = amendment.ok_or(AmendRefusal::Stale)?;
        self.consents.push(accept);
        if accept {
            order.lines = amendment.lines;
            order.sums = Sums::plain(amendment.total);
        }
        Ok(order.clone())
    }

    fn repeat(&self, number: Option<OrderNumber>, menu: &Menu) -> Option<Repeated> {
        let order = match number {
            Some(number) => self.orders.iter().find(|order| order.number == number),
            None => self.orders.first(),
        }?;
        let is_sold = |line: &OrderLine| menu.item(line.product_id).is_some_and(|item| item.available);
        let (lines, missing): (Vec<OrderLine>, Vec<OrderLine>) = order.lines.iter().cloned().partition(is_sold);
        let missing = missing.into_iter().map(|line| line.name).collect();
        Some(Repeated { number: order.number.clone(), lines, missing })
    }

    fn pay(&self, number: &OrderNumber) -> Result<PaymentLink, PaymentRefusal> {
        let order = self.orders.iter().find(|order| order.number == *number).ok_or(PaymentRefusal::NotFound)?;
        let following = Ok(PaymentLink { amount: order.sums.total, url: String::new() });
        self.payment.clone().unwrap_or(following)
    }

    fn slots_from(&self, from: Option<Timestamp>, limit: usize) -> Vec<Slot> {
        let slots = self.slots.iter().filter(|slot| from.is_none_or(|from| slot.start >= from));
        slots.take(limit).copied().collect()
    }

    fn page(&self, limit: usize, after: Option<String>) -> OrderPage {
        let start: usize = after.map_or(0, |after| after.parse().unwrap());
        let end = (start + limit).min(self.orders.len());
        let next = (end < self.orders.len()).then(|| end.to_string());
        OrderPage { orders: self.orders[start.min(end)..end].to_vec(), next }
    }

    fn cancel(&mut self, number: &OrderNumber) -> Result<OrderSummary, CancelRefusal> {
        let order = self.orders.iter_mut().find(|order| order.number == *number).ok_or(CancelRefusal::NotFound)?;
        if order.status != OrderStatus::PendingConfirmation {
            return Err(CancelRefusal::TooLate { status: Some(order.status) });
        }
        order.status = OrderStatus::Cancelled;
        Ok(order.clone())
    }
}

fn wanted(lines: &[Line], product: Id) -> u32 {
    lines.iter().filter(|line| line.product_id == product).map(|line| line.quantity).sum()
}

fn count(lines: &[OrderLine], product: Id) -> u32 {
    lines.iter().filter(|line| line.product_id == product).map(|line| line.quantity).sum()
}

fn order_line(line: &Line, menu: &Menu) -> OrderLine {
    let item = menu.item(line.product_id).unwrap();
    let options = item.groups.iter().flat_map(|group| &group.choices);
    let chosen: Vec<_> = options.filter(|choice| line.choices.contains(&choice.id)).collect();
    let one = chosen.iter().fold(item.price, |sum, choice| sum.plus(choice.price).unwrap());
    let field = |value: &dialogue::FieldValue| {
        let field = item.fields.iter().find(|field| field.key == value.key).unwrap();
        let shown = if field.sensitive { base::masked(&value.value) } else { value.value.clone() };
        LineField { key: value.key.clone(), label: field.label.clone(), value: shown, sensitive: field.sensitive }
    };
    OrderLine {
        product_id: item.id,
        name: item.name.clone(),
        quantity: line.quantity,
        unit_price: one,
        total: one.times(line.quantity).unwrap(),
        note: line.note.clone(),
        choices: chosen.iter().map(|choice| LineChoice { id: choice.id, name: choice.name.clone() }).collect(),
        fields: line.fields.iter().map(field).collect(),
    }
}
