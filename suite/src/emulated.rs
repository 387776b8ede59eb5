//! The built-in stand-ins for Meta and Paystack, and the accounts at them.

use std::net::SocketAddr;

use chassis::{
    World,
    lifecycle::Life,
    serve,
    settings::{Environment, SettingError},
    wire::Wire,
};
use emulator::{CatalogItem, Emulator, PaystackAccount};
use proto::catalog::v1::{GetMenuRequest, Product, catalog_service_client::CatalogServiceClient};
use tokio::net::TcpListener;

use crate::{secret, settings, stop::Stop};

/// An account at the emulator. Its secrets live as long as the process; nobody else needs to know them.
pub(crate) fn with_account(environment: Environment, world: &World, emulator: SocketAddr) -> Environment {
    let secret = || secret::made_up(world);
    with_payments(environment, world, emulator)
        .with_default("WHATSAPP_API_URL", format!("http://{emulator}/v25.0"))
        .with_default("WHATSAPP_ACCESS_TOKEN", secret())
        .with_default("WHATSAPP_APP_SECRET", secret())
        .with_default("WHATSAPP_VERIFY_TOKEN", secret())
        .with_default("WHATSAPP_PHONE_NUMBER_ID", "100000000000001")
        .with_default("WHATSAPP_BUSINESS_ACCOUNT_ID", "200000000000001")
}

/// An account at the stand-in for Paystack, unless the owner has one at Paystack.
fn with_payments(environment: Environment, world: &World, emulator: SocketAddr) -> Environment {
    let environment_has = |name: &str| environment.text(name).is_some();
    if environment_has("PAYSTACK_SECRET_KEY") || environment_has("PAYSTACK_SECRET_KEY_FILE") {
        return environment;
    }
    environment
        .with_default("PAYSTACK_API_URL", format!("http://{emulator}/paystack"))
        .with_default("PAYSTACK_SECRET_KEY", format!("sk_test_{}", secret::made_up(world)))
}

/// The emulator's end of the account that the environment describes.
pub(crate) fn emulator_settings(environment: &Environment, gateway: &str) -> Result<emulator::Settings, Stop> {
    let secret = |name| {
        settings::require(environment, name, "the emulator and Souk must share it")?;
        Ok::<_, SettingError>(environment.secret(name)?.unwrap_or_default())
    };
    let webhook_url = format!("{}/webhooks/whatsapp", gateway.trim_end_matches('/'));
    let mut settings =
        emulator::Settings::local(webhook_url, secret("WHATSAPP_APP_SECRET")?, secret("WHATSAPP_ACCESS_TOKEN")?);
    settings.verify_token = secret("WHATSAPP_VERIFY_TOKEN")?;
    let text = |name, otherwise: String| environment.text(name).map_or(otherwise, str::to_owned);
    settings.phone_number_id = text("WHATSAPP_PHONE_NUMBER_ID", settings.phone_number_id);
    settings.business_account_id = text("WHATSAPP_BUSINESS_ACCOUNT_ID", settings.business_account_id);
    settings.business_name = text("SOUK_SHOP_NAME", settings.business_name);
    let sending = notifications::Settings::from_environment(environment)?;
    settings.paystack = environment.secret("PAYSTACK_SECRET_KEY")?.map(|secret_key| PaystackAccount {
        secret_key,
        webhook_url: format!("{}/webhooks/paystack", gateway.trim_end_matches('/')),
        page_url: environment.text("EMULATOR_URL").map(|url| url.trim_end_matches('/').to_owned()),
    });
    settings.limits.messages_per_second = sending.messages_per_second;
    settings.limits.pair_interval_ms = u64::try_from(sending.pair_interval.as_millis()).unwrap_or(u64::MAX);
    settings.limits.pair_burst = sending.pair_burst;
    Ok(settings)
}

/// Serves the emulator until the process ends.
pub(crate) async fn serve(emulator: Emulator, listener: TcpListener, life: Life) -> Result<(), Stop> {
    let (router, ending) = (emulator.router(), life.clone());
    life.spawn(async move {
        ending.ending().await;
        emulator.close();
    });
    Ok(serve::http(listener, router, life).await?)
}

/// Puts the shop's goods into the cart that the phone's page offers, as a shop owner does in Meta's catalogue. Like
/// there it is a copy: what a cart says of prices is never believed.
pub(crate) async fn fill_shelf(emulator: &Emulator, catalog: Wire) -> Result<(), Stop> {
    let menu = CatalogServiceClient::new(catalog).get_menu(GetMenuRequest::default()).await;
    let menu = menu.map_err(|status| Stop::Failed(status.message().to_owned()))?.into_inner();
    let products = menu.sections.into_iter().flat_map(|section| section.products);
    emulator.set_catalog(products.map(shelf_item).collect());
    Ok(())
}

fn shelf_item(product: Product) -> CatalogItem {
    let price = product.price.unwrap_or_default();
    CatalogItem {
        product_retailer_id: product.sku,
        name: product.name,
        price_minor: price.amount_minor,
        currency: price.currency,
    }
}
