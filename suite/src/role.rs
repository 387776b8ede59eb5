//! One role in a process of its own; its peers are elsewhere.

use std::net::{Ipv4Addr, SocketAddr};

use chassis::{
    World,
    lifecycle::Life,
    serve,
    settings::{Environment, SettingError},
    telemetry,
    wire::{self, Wire},
};
use tokio::net::TcpListener;
use tonic::service::Routes;

use crate::{
    cli::RoleOptions,
    clock,
    database::{self, Databases},
    emulated, settings,
    stop::Stop,
};

/// What a process can be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Catalog,
    Session,
    Orders,
    Sellers,
    Notifications,
    Gateway,
    Emulator,
}

impl Role {
    const fn name(self) -> &'static str {
        match self {
            Self::Catalog => "catalog",
            Self::Session => "session",
            Self::Orders => "orders",
            Self::Sellers => "sellers",
            Self::Notifications => "notifications",
            Self::Gateway => "gateway",
            Self::Emulator => "emulator",
        }
    }

    const fn port(self) -> u16 {
        match self {
            Self::Catalog => 50051,
            Self::Session => 50052,
            Self::Orders => 50053,
            Self::Sellers => 50054,
            Self::Notifications => 50055,
            Self::Gateway => 8080,
            Self::Emulator => 8090,
        }
    }
}

/// The full service names, for the health service.
pub(crate) mod service {
    pub(crate) const CATALOG: &str = "souk.catalog.v1.CatalogService";
    pub(crate) const SESSION: &str = "souk.session.v1.SessionService";
    pub(crate) const ORDERS: &str = "souk.orders.v1.OrdersService";
    pub(crate) const SELLERS: &str = "souk.sellers.v1.SellersService";
    pub(crate) const NOTIFICATIONS: &str = "souk.notifications.v1.NotificationsService";
}

/// Where the peers are.
pub(crate) struct Urls<'e>(&'e Environment);

impl<'e> Urls<'e> {
    pub(crate) const fn from_environment(environment: &'e Environment) -> Self {
        Self(environment)
    }

    pub(crate) fn catalog(&self) -> Result<Wire, SettingError> {
        self.wire("CATALOG_URL", Role::Catalog)
    }

    fn session(&self) -> Result<Wire, SettingError> {
        self.wire("SESSION_URL", Role::Session)
    }

    fn orders(&self) -> Result<Wire, SettingError> {
        self.wire("ORDERS_URL", Role::Orders)
    }

    pub(crate) fn sellers(&self) -> Result<Wire, SettingError> {
        self.wire("SELLERS_URL", Role::Sellers)
    }

    fn notifications(&self) -> Result<Wire, SettingError> {
        self.wire("NOTIFICATIONS_URL", Role::Notifications)
    }

    fn wire(&self, name: &str, role: Role) -> Result<Wire, SettingError> {
        let otherwise = format!("http://127.0.0.1:{}", role.port());
        let url = self.0.text(name).unwrap_or(&otherwise);
        wire::remote(url).map_err(|_| SettingError::new(format!("{name} must look like {otherwise}.")))
    }
}

/// What a role is given.
struct Start<'e> {
    environment: &'e Environment,
    databases: Databases<'e>,
    urls: Urls<'e>,
    world: World,
    life: Life,
}

pub(crate) async fn run(role: Role, options: RoleOptions) -> Result<(), Stop> {
    let environment = Environment::of_process();
    settings::refuse_unknown(&environment)?;
    let _telemetry = telemetry::start(role.name());
    let life = Life::new();
    life.end_on_signals()?;
    let world = clock::world(environment.text(clock::SETTING), &life);
    let databases = Databases::new(&environment, std::path::Path::new(settings::DATA_DEFAULT));
    let urls = Urls::from_environment(&environment);
    let start = Start { environment: &environment, databases, urls, world, life: life.clone() };
    let listen = options.listen.unwrap_or_else(|| SocketAddr::from((Ipv4Addr::UNSPECIFIED, role.port())));
    let listener = bind(listen).await?;
    match role {
        Role::Catalog => catalog_role(start, listener).await?,
        Role::Session => session_role(start, listener).await?,
        Role::Orders => orders_role(start, listener).await?,
        Role::Sellers => sellers_role(start, listener).await?,
        Role::Notifications => notifications_role(start, listener).await?,
        Role::Gateway => gateway_role(start, listener).await?,
        Role::Emulator => emulator_role(start, listener).await?,
    }
    life.end();
    if life.drained().await { Ok(()) } else { Err(Stop::Failed("not everything was finished in time".to_owned())) }
}

/// Takes an address, or says which one is taken.
pub(crate) async fn bind(address: SocketAddr) -> Result<TcpListener, Stop> {
    TcpListener::bind(address).await.map_err(|error| Stop::Failed(format!("cannot listen on {address}: {error}")))
}

async fn catalog_role(start: Start<'_>, listener: TcpListener) -> Result<(), Stop> {
    let db = start.databases.open(&database::CATALOG).await?;
    let settings = catalog::Settings::from_environment(start.environment)?;
    let catalog = catalog::Catalog::new(db.clone(), settings, start.world.clone());
    grpc(listener, Routes::new(catalog.server()), (service::CATALOG, db), start.world, start.life).await
}

async fn session_role(start: Start<'_>, listener: TcpListener) -> Result<(), Stop> {
    let db = start.databases.open(&database::SESSION).await?;
    let peers = session::Peers {
        catalog: start.urls.catalog()?,
        orders: start.urls.orders()?,
        sellers: start.urls.sellers()?,
        notifications: start.urls.notifications()?,
    };
    let settings = session::Settings::from_environment(start.environment)?;
    let session = session::Session::new(db.clone(), peers, settings, start.world.clone(), start.life.clone());
    grpc(listener, Routes::new(session.server()), (service::SESSION, db), start.world, start.life).await
}

async fn orders_role(start: Start<'_>, listener: TcpListener) -> Result<(), Stop> {
    let db = start.databases.open(&database::ORDERS).await?;
    let settings = orders::Settings::from_environment(start.environment)?;
    let orders =
        orders::Orders::new(db.clone(), start.urls.catalog()?, settings, start.world.clone(), start.life.clone());
    grpc(listener, Routes::new(orders.server()), (service::ORDERS, db), start.world, start.life).await
}

async fn sellers_role(start: Start<'_>, listener: TcpListener) -> Result<(), Stop> {
    let db = start.databases.open(&database::SELLERS).await?;
    let settings = sellers::Settings::from_environment(start.environment)?;
    let sellers = sellers::Sellers::new(db.clone(), settings, start.world.clone());
    grpc(listener, Routes::new(sellers.server()), (service::SELLERS, db), start.world, start.life).await
}

async fn notifications_role(start: Start<'_>, listener: TcpListener) -> Result<(), Stop> {
    settings::require(start.environment, "WHATSAPP_ACCESS_TOKEN", "without it nothing can be sent")?;
    let db = start.databases.open(&database::NOTIFICATIONS).await?;
    let settings = notifications::Settings::from_environment(start.environment)?;
    let notifications = notifications::Notifications::new(
        db.clone(),
        start.urls.orders()?,
        settings,
        start.world.clone(),
        start.life.clone(),
    );
    grpc(listener, Routes::new(notifications.server()), (service::NOTIFICATIONS, db), start.world, start.life).await
}

async fn gateway_role(start: Start<'_>, listener: TcpListener) -> Result<(), Stop> {
    settings::require(start.environment, "WHATSAPP_APP_SECRET", "without it no webhook can be trusted")?;
    let db = start.databases.open(&database::GATEWAY).await?;
    let peers = gateway::Peers {
        catalog: start.urls.catalog()?,
        session: start.urls.session()?,
        orders: start.urls.orders()?,
        sellers: start.urls.sellers()?,
        notifications: start.urls.notifications()?,
    };
    let settings = gateway::Settings::from_environment(start.environment)?;
    // A made-up password would be seen by nobody here; without a chosen one `souk user add` makes the first user.
    if start.environment.secret(settings::ADMIN_PASSWORD)?.is_some() {
        crate::all::first_admin(start.environment, &db, &start.world).await?;
    }
    let gateway = gateway::Gateway::new(db, peers, settings, start.world, start.life.clone()).await;
    let gateway = gateway.map_err(|error| Stop::Failed(error.to_string()))?;
    Ok(serve::http(listener, gateway.router(), start.life).await?)
}

async fn emulator_role(start: Start<'_>, listener: TcpListener) -> Result<(), Stop> {
    let gateway = start.environment.text("GATEWAY_URL").unwrap_or("http://127.0.0.1:8080").to_owned();
    let settings = emulated::emulator_settings(start.environment, &gateway)?;
    let emulator = emulator::Emulator::new(settings, start.world);
    // A catalogue that is not up yet leaves the page's cart empty; everything else works.
    if let Err(error) = emulated::fill_shelf(&emulator, start.urls.catalog()?).await {
        tracing::warn!(%error, "the phone's cart has no goods");
    }
    emulated::serve(emulator, listener, start.life).await
}

async fn grpc(
    listener: TcpListener,
    routes: Routes,
    patient: serve::Patient,
    world: World,
    life: Life,
) -> Result<(), Stop> {
    let served = serve::grpc(listener, routes, vec![patient], proto::FILE_DESCRIPTOR_SET, world, life).await;
    served.map_err(|error| Stop::Failed(error.to_string()))
}
