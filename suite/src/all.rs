//! Everything in one process: the services reach each other by function calls, and an emulator stands in for Meta
//! where no account is set.

use chassis::{
    World,
    db::Db,
    lifecycle::Life,
    serve,
    settings::{Environment, SettingError},
    telemetry,
    wire::{self, Wire},
};
use futures_util::future::OptionFuture;
use gateway::Role;
use tokio::net::TcpListener;
use tonic::service::Routes;

use crate::{
    cli::AllOptions,
    clock,
    database::{self, Databases},
    emulated, field_key,
    greeting::{Admin, Greeting},
    role::{bind, service},
    secret, seed, settings,
    stop::Stop,
};

/// Who the first administrator is unless a setting says otherwise.
const ADMIN_EMAIL_DEFAULT: &str = "admin@souk.local";

pub(crate) async fn run(options: AllOptions) -> Result<(), Stop> {
    let environment = Environment::of_process();
    settings::refuse_unknown(&environment)?;
    let life = Life::new();
    let world = clock::world(environment.text(clock::SETTING), &life);
    let with_emulator = !options.no_emulator && environment.secret("WHATSAPP_ACCESS_TOKEN")?.is_none();
    let (http, rpc) = (bind(options.listen).await?, bind(options.grpc_listen).await?);
    let phones = if with_emulator { Some(bind(options.emulator_listen).await?) } else { None };
    let environment = match &phones {
        Some(listener) => emulated::with_account(environment, &world, listener.local_addr()?)
            .with_default("PUBLIC_URL", format!("http://{}", http.local_addr()?)),
        None => with_real_account(environment)?,
    };
    let environment = field_key::with_key(environment, &options.data, &world)?;
    let _telemetry = telemetry::start("all");
    life.end_on_signals()?;
    let house = House::build(&environment, &options, &world, &life).await?;
    if !options.no_sample {
        seed::load_sample_if_empty(house.catalog.clone(), house.sellers.clone()).await?;
    }
    let greeting = Greeting {
        http: http.local_addr()?,
        grpc: rpc.local_addr()?,
        emulator: phones.as_ref().map(TcpListener::local_addr).transpose()?,
        admin: first_admin(&environment, &house.gateway_db, &world).await?,
    };
    let phones = match phones {
        Some(listener) => {
            let settings = emulated::emulator_settings(&environment, &format!("http://{}", greeting.http))?;
            let emulator = emulator::Emulator::new(settings, world.clone());
            emulated::fill_shelf(&emulator, house.catalog.clone()).await?;
            Some(emulated::serve(emulator, listener, life.clone()))
        }
        None => None,
    };
    let served = house.serve(http, rpc, &world, &life);
    greeting.print();
    tokio::try_join!(served, async { OptionFuture::from(phones).await.unwrap_or(Ok(())) })?;
    life.end();
    if life.drained().await { Ok(()) } else { Err(Stop::Failed("not everything was finished in time".to_owned())) }
}

/// All services, wired together.
struct House {
    services: Routes,
    patients: Vec<serve::Patient>,
    gateway: gateway::Gateway,
    gateway_db: Db,
    catalog: Wire,
    sellers: Wire,
}

impl House {
    async fn build(environment: &Environment, options: &AllOptions, world: &World, life: &Life) -> Result<Self, Stop> {
        let databases = Databases::new(environment, &options.data);
        let (catalog_db, session_db, orders_db, sellers_db, notifications_db, gateway_db) = tokio::try_join!(
            databases.open_migrated(&database::CATALOG),
            databases.open_migrated(&database::SESSION),
            databases.open_migrated(&database::ORDERS),
            databases.open_migrated(&database::SELLERS),
            databases.open_migrated(&database::NOTIFICATIONS),
            databases.open_migrated(&database::GATEWAY),
        )?;
        let patients = vec![
            (service::CATALOG, catalog_db.clone()),
            (service::SESSION, session_db.clone()),
            (service::ORDERS, orders_db.clone()),
            (service::SELLERS, sellers_db.clone()),
            (service::NOTIFICATIONS, notifications_db.clone()),
        ];
        let (world, life) = (|| world.clone(), || life.clone());
        let catalog = catalog::Catalog::new(catalog_db, catalog::Settings::from_environment(environment)?, world());
        let catalog_wire = wire::local(Routes::new(catalog.server()));
        let orders_settings = orders::Settings::from_environment(environment)?;
        let orders = orders::Orders::new(orders_db, catalog_wire.clone(), orders_settings, world(), life());
        let orders_wire = wire::local(Routes::new(orders.server()));
        let sellers = sellers::Sellers::new(sellers_db, sellers::Settings::from_environment(environment)?, world());
        let sellers_wire = wire::local(Routes::new(sellers.server()));
        let sending = notifications::Settings::from_environment(environment)?;
        let notifications =
            notifications::Notifications::new(notifications_db, orders_wire.clone(), sending, world(), life());
        let notifications_wire = wire::local(Routes::new(notifications.server()));
        let peers = session::Peers {
            catalog: catalog_wire.clone(),
            orders: orders_wire.clone(),
            sellers: sellers_wire.clone(),
            notifications: notifications_wire.clone(),
        };
        let talking = session::Settings::from_environment(environment)?;
        let session = session::Session::new(session_db, peers, talking, world(), life());
        let peers = gateway::Peers {
            catalog: catalog_wire.clone(),
            session: wire::local(Routes::new(session.server())),
            orders: orders_wire,
            sellers: sellers_wire.clone(),
            notifications: notifications_wire,
        };
        let edge = gateway::Settings::from_environment(environment)?;
        let gateway = gateway::Gateway::new(gateway_db.clone(), peers, edge, world(), life()).await;
        let services = Routes::new(catalog.server())
            .add_service(session.server())
            .add_service(orders.server())
            .add_service(sellers.server())
            .add_service(notifications.server());
        Ok(Self {
            services,
            patients,
            gateway: gateway.map_err(|error| Stop::Failed(error.to_string()))?,
            gateway_db,
            catalog: catalog_wire,
            sellers: sellers_wire,
        })
    }

    async fn serve(self, http: TcpListener, rpc: TcpListener, world: &World, life: &Life) -> Result<(), Stop> {
        let edge = serve::http(http, self.gateway.router(), life.clone());
        let descriptors = proto::FILE_DESCRIPTOR_SET;
        let services = serve::grpc(rpc, self.services, self.patients, descriptors, world.clone(), life.clone());
        let failed = |error: tonic::transport::Error| Stop::Failed(error.to_string());
        tokio::try_join!(async { Ok(edge.await?) }, async { services.await.map_err(failed) })?;
        Ok(())
    }
}

/// An account at Meta must be whole: a webhook nobody can sign for would be open to everybody.
fn with_real_account(environment: Environment) -> Result<Environment, SettingError> {
    let why = "without an emulator Souk needs an account at Meta";
    settings::require(&environment, "WHATSAPP_ACCESS_TOKEN", why)?;
    settings::require(&environment, "WHATSAPP_APP_SECRET", why)?;
    Ok(environment)
}

/// Makes the first administrator where there is nobody yet.
pub(crate) async fn first_admin(environment: &Environment, db: &Db, world: &World) -> Result<Option<Admin>, Stop> {
    let failed = |error: gateway::Error| Stop::Failed(error.to_string());
    if gateway::has_users(db).await.map_err(failed)? {
        return Ok(None);
    }
    let email = environment.text(settings::ADMIN_EMAIL).unwrap_or(ADMIN_EMAIL_DEFAULT).to_owned();
    let chosen = environment.secret(settings::ADMIN_PASSWORD)?;
    let made_up = if chosen.is_none() { Some(secret::made_up(world)) } else { None };
    let password = chosen.or_else(|| made_up.clone()).unwrap_or_default();
    match gateway::add_user(db, world, &email, Role::Admin, &password).await {
        Ok(()) => Ok(Some(Admin { email, password: made_up })),
        // A process that started at the same moment was faster.
        Err(_) if gateway::has_users(db).await.map_err(failed)? => Ok(None),
        Err(error) => Err(failed(error)),
    }
}
