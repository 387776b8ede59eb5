//! Things to sell beside suya and zobo, and on what terms.

use std::time::Duration;

use chassis::Problem;
use proto::{
    catalog::v1::{
        Coupon, CreateCouponRequest, CreateOptionGroupRequest, CreateProductRequest, GetProductRequest, OptionChoice,
        OptionGroup, Product, ProductField, Shop, Stock, UpdateShopRequest, coupon::Benefit,
    },
    orders::v1::{FieldValue, Order, PlaceOrderRequest, QuoteRequest, QuoteResponse, RequestedLine},
};

use crate::market::{Market, customer, line, naira};

/// How long a story looks for something that happens beside it.
const LOOK_MAX: Duration = Duration::from_secs(20);
/// How long it rests between two looks.
const GLANCE: Duration = Duration::from_millis(3);

impl Market {
    async fn product(&self, product: Product) -> Product {
        let product = Product { category_id: "food".into(), available: true, active: true, ..product };
        let request = CreateProductRequest { product: Some(product) };
        self.catalog.clone().create_product(request).await.unwrap().into_inner().product.unwrap()
    }

    /// Cement for 9,500.00, of which there are so many.
    pub(crate) async fn cement(&self, on_hand: i64) -> Product {
        let stock = Some(Stock { tracked: true, on_hand, ..Stock::default() });
        self.product(Product {
            sku: "CEMENT".into(),
            name: "Cement 50kg".into(),
            price: Some(naira(950_000)),
            stock,
            ..Product::default()
        })
        .await
    }

    /// Jollof for 2,500.00 with a protein that must be chosen: chicken for 500.00 or beef for 400.00.
    pub(crate) async fn jollof(&self) -> (Product, OptionGroup) {
        let choice = |slug: &str, name: &str, minor| OptionChoice {
            slug: slug.into(),
            name: name.into(),
            price: Some(naira(minor)),
            available: true,
            ..OptionChoice::default()
        };
        let group = OptionGroup {
            slug: "protein".into(),
            name: "Protein".into(),
            choices_min: 1,
            choices_max: 1,
            choices: vec![choice("chicken", "Chicken", 50_000), choice("beef", "Beef", 40_000)],
            ..OptionGroup::default()
        };
        let request = CreateOptionGroupRequest { option_group: Some(group) };
        let group = self.catalog.clone().create_option_group(request).await.unwrap().into_inner().option_group.unwrap();
        let jollof = Product {
            sku: "JOLLOF".into(),
            name: "Jollof Rice".into(),
            price: Some(naira(250_000)),
            option_group_ids: vec![group.id.clone()],
            ..Product::default()
        };
        (self.product(jollof).await, group)
    }

    /// A service that asks for a name and a number of ten digits, which is sensitive.
    pub(crate) async fn nid_service(&self) -> Product {
        let field = |key: &str, label: &str, pattern: &str, sensitive| ProductField {
            key: key.into(),
            label: label.into(),
            pattern: pattern.into(),
            sensitive,
            ..ProductField::default()
        };
        self.product(Product {
            sku: "NID".into(),
            name: "NID Service".into(),
            price: Some(naira(10_000)),
            fields: vec![field("name", "Name", "", false), field("nid", "NID", "[0-9]{10}", true)],
            ..Product::default()
        })
        .await
    }

    /// A coupon for half the price.
    pub(crate) async fn coupon(&self, code: &str, terms: impl FnOnce(&mut Coupon)) {
        let mut coupon = Coupon {
            code: code.into(),
            benefit: Some(Benefit::PercentBasisPoints(5_000)),
            active: true,
            ..Coupon::default()
        };
        terms(&mut coupon);
        self.catalog.clone().create_coupon(CreateCouponRequest { coupon: Some(coupon) }).await.unwrap();
    }

    pub(crate) async fn terms(&self, shop: Shop) {
        self.catalog.clone().update_shop(UpdateShopRequest { shop: Some(shop) }).await.unwrap();
    }

    /// How many can still be sold.
    pub(crate) async fn left(&self, product: &Product) -> i64 {
        let request = GetProductRequest { product: product.id.clone() };
        let product = self.catalog.clone().get_product(request).await.unwrap().into_inner().product.unwrap();
        product.stock.unwrap().on_hand
    }

    /// Looks whether something has come of work that goes on beside the story; tells whether it did. Meanwhile time
    /// passes on the story's clock too: what failed on a busy machine is tried again after a pause.
    pub(crate) async fn comes(&self, mut is_there: impl AsyncFnMut() -> bool) -> bool {
        let mut glances = tokio::time::interval(GLANCE);
        let looking = async {
            while !is_there().await {
                glances.tick().await;
                self.world.advance(GLANCE);
            }
        };
        tokio::time::timeout(LOOK_MAX, looking).await.is_ok()
    }

    /// Waits for work that goes on beside the story until so many can be sold.
    pub(crate) async fn until_left(&self, product: &Product, count: i64) {
        let seen = self.comes(async || self.left(product).await == count).await;
        assert!(seen, "there are {} left and never {count}", self.left(product).await);
    }

    pub(crate) async fn quote(&self, request: QuoteRequest) -> Result<QuoteResponse, Problem> {
        Ok(self.orders.clone().quote(request).await?.into_inner())
    }

    /// So many of one product, for pick-up, by a customer of its own.
    pub(crate) fn wish_of(&self, key: &str, product: &Product, quantity: i32) -> PlaceOrderRequest {
        PlaceOrderRequest {
            customer: Some(customer(&format!("c-{key}"))),
            lines: vec![line(product, quantity)],
            ..self.wish(key)
        }
    }

    pub(crate) async fn placed_of(&self, key: &str, product: &Product, quantity: i32) -> Order {
        self.place(self.wish_of(key, product, quantity)).await.unwrap().order.unwrap()
    }
}

/// A line with choices.
pub(crate) fn with_choices(product: &Product, choices: &[&OptionChoice]) -> RequestedLine {
    RequestedLine { choice_ids: choices.iter().map(|choice| choice.id.clone()).collect(), ..line(product, 1) }
}

/// A line with fields.
pub(crate) fn with_fields(product: &Product, fields: &[(&str, &str)]) -> RequestedLine {
    let field = |(key, value): &(&str, &str)| FieldValue {
        key: (*key).to_owned(),
        value: (*value).to_owned(),
        ..FieldValue::default()
    };
    RequestedLine { fields: fields.iter().map(field).collect(), ..line(product, 1) }
}
