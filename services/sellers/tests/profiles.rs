//! Stories of sellers, told through the generated client on both databases.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

use chassis::{
    Kind, Problem, testing,
    wire::{self, Wire},
};
use proto::sellers::v1::{sellers_service_client::SellersServiceClient, *};
use sellers::{MIGRATIONS, NAME, Sellers, Settings};
use tonic::{Response, Status, service::Routes};

type Client = SellersServiceClient<Wire>;

async fn on_every_database(story: impl AsyncFn(Client)) {
    let body = async |db| {
        let sellers = Sellers::new(db, Settings::default(), testing::world());
        story(Client::new(wire::local(Routes::new(sellers.server())))).await;
    };
    testing::on_every_database(NAME, &MIGRATIONS, body).await;
}

fn seller(name: &str, phone: &str, specializations: &[&str]) -> Seller {
    let specializations = specializations.iter().map(|&text| text.to_owned()).collect();
    Seller { name: name.to_owned(), phone: phone.to_owned(), specializations, ..Seller::default() }
}

async fn added(client: &mut Client, seller: Seller) -> Seller {
    let answer = client.create_seller(CreateSellerRequest { seller: Some(seller) }).await;
    answer.unwrap().into_inner().seller.unwrap()
}

fn reason<T: std::fmt::Debug>(answer: Result<Response<T>, Status>) -> (Kind, String) {
    let problem = Problem::from(answer.unwrap_err());
    assert!(!problem.message.contains("2348031234567"), "no phone number in errors");
    (problem.kind, problem.reason)
}

fn because(kind: Kind, reason: &str) -> (Kind, String) {
    (kind, reason.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seller_is_found_by_id_and_by_phone_number() {
    on_every_database(async |mut client| {
        let ngozi = added(&mut client, seller(" Mama Ngozi ", "+234 803 123 4567", &["Food", "baking", "food"])).await;
        assert_eq!((ngozi.name.as_str(), ngozi.phone.as_str(), ngozi.version), ("Mama Ngozi", "2348031234567", 1));
        assert_eq!((ngozi.status(), ngozi.availability()), (SellerStatus::Active, Availability::Available));
        assert_eq!(ngozi.specializations, ["baking", "food"]);
        for key in [ngozi.id.as_str(), "2348031234567", "+234-803-123-4567"] {
            let answer = client.get_seller(GetSellerRequest { seller: key.to_owned() }).await;
            assert_eq!(answer.unwrap().into_inner().seller.unwrap(), ngozi);
        }
        for key in ["2340000000000", "nobody"] {
            let answer = client.get_seller(GetSellerRequest { seller: key.to_owned() }).await;
            assert_eq!(reason(answer), because(Kind::NotFound, "SELLER_NOT_FOUND"));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_seller_is_refused_with_its_reason() {
    on_every_database(async |mut client| {
        let phone = "2348031234567";
        added(&mut client, seller("Mama Ngozi", phone, &[])).await;
        let right = seller("Ade", "2348030000000", &["food"]);
        let many: Vec<String> = (0..21).map(|number| format!("craft {number}")).collect();
        for (wrong, kind, expected) in [
            (seller("Ade", phone, &[]), Kind::AlreadyExists, "PHONE_TAKEN"),
            (seller("Ade", "123456", &[]), Kind::InvalidArgument, "PHONE_INVALID"),
            (seller(" ", "2348030000000", &[]), Kind::InvalidArgument, "NAME_INVALID"),
            (seller("Ade", "2348030000000", &["!"]), Kind::InvalidArgument, "SPECIALIZATION_INVALID"),
            (Seller { specializations: many, ..right.clone() }, Kind::InvalidArgument, "SPECIALIZATION_INVALID"),
            (Seller { status: 9, ..right.clone() }, Kind::InvalidArgument, "STATUS_INVALID"),
            (Seller { availability: 9, ..right.clone() }, Kind::InvalidArgument, "AVAILABILITY_INVALID"),
        ] {
            let answer = client.create_seller(CreateSellerRequest { seller: Some(wrong) }).await;
            assert_eq!(reason(answer), because(kind, expected));
        }
        let all = client.list_sellers(ListSellersRequest::default()).await.unwrap().into_inner();
        assert_eq!(all.sellers.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_replaces_the_profile_unless_someone_else_was_faster() {
    on_every_database(async |mut client| {
        let ngozi = added(&mut client, seller("Mama Ngozi", "2348031234567", &["food"])).await;
        added(&mut client, seller("Ade", "2348030000000", &[])).await;
        let busy = Seller {
            id: ngozi.id.clone(),
            version: 1,
            availability: Availability::Busy.into(),
            ..seller("Ngozi & Sons", "2348031234568", &["building"])
        };
        let update = UpdateSellerRequest { seller: Some(busy.clone()) };
        let updated = client.update_seller(update.clone()).await.unwrap().into_inner().seller.unwrap();
        let expected = Seller { version: 2, status: ngozi.status, create_time: ngozi.create_time, ..busy.clone() };
        assert_eq!(updated, expected);
        assert_eq!(reason(client.update_seller(update).await), because(Kind::Aborted, "VERSION_MISMATCH"));
        for (wrong, kind, expected) in [
            (
                Seller { phone: "2348030000000".to_owned(), version: 2, ..busy.clone() },
                Kind::AlreadyExists,
                "PHONE_TAKEN",
            ),
            (Seller { id: "nobody".to_owned(), ..busy.clone() }, Kind::NotFound, "SELLER_NOT_FOUND"),
        ] {
            let answer = client.update_seller(UpdateSellerRequest { seller: Some(wrong) }).await;
            assert_eq!(reason(answer), because(kind, expected));
        }
        let found = client.get_seller(GetSellerRequest { seller: ngozi.id }).await.unwrap().into_inner();
        assert_eq!(found.seller.unwrap(), updated);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_updates_of_one_version_at_once_one_wins() {
    on_every_database(async |mut client| {
        let ngozi = added(&mut client, seller("Mama Ngozi", "2348031234567", &["food"])).await;
        let update = async |mut client: Client, name: &str| {
            let change = Seller { id: ngozi.id.clone(), version: 1, ..seller(name, "2348031234567", &["food"]) };
            client.update_seller(UpdateSellerRequest { seller: Some(change) }).await
        };
        let (one, two) = tokio::join!(update(client.clone(), "One"), update(client.clone(), "Two"));
        assert!(one.is_ok() != two.is_ok());
        let late = if one.is_ok() { two } else { one };
        assert_eq!(reason(late), because(Kind::Aborted, "VERSION_MISMATCH"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sellers_are_paged_by_name_and_found_by_what_they_do() {
    on_every_database(async |mut client| {
        for (number, name) in ["Zainab", "ade", "Élodie", "Bola", "ade"].into_iter().enumerate() {
            let specialization = if name == "Bola" { "Building" } else { "food" };
            added(&mut client, seller(name, &format!("234803000000{number}"), &[specialization, "delivery"])).await;
        }
        let mut pages = Vec::new();
        let mut page_token = String::new();
        loop {
            let request = ListSellersRequest { page_size: 1, page_token, specialization: "FOOD".to_owned() };
            let page = client.list_sellers(request).await.unwrap().into_inner();
            pages.push(page.sellers.into_iter().map(|seller| seller.name).collect::<Vec<_>>().join(", "));
            page_token = page.next_page_token;
            if page_token.is_empty() {
                break;
            }
        }
        assert_eq!(pages, ["ade", "ade", "Élodie", "Zainab"]);
        let request = ListSellersRequest { specialization: "building".to_owned(), ..ListSellersRequest::default() };
        let builders = client.list_sellers(request).await.unwrap().into_inner().sellers;
        assert_eq!((builders.len(), builders[0].specializations.len()), (1, 2));
        let request = ListSellersRequest { page_token: "made up".to_owned(), ..ListSellersRequest::default() };
        let refused = reason(client.list_sellers(request).await);
        assert_eq!(refused, because(Kind::InvalidArgument, "PAGE_TOKEN_INVALID"));
    })
    .await;
}
