//! The conversation every newcomer has: eight messages, eight answers, one order.

use crate::phone::{Phone, has, ids, titles};
use dialogue::{Fulfilment, Language, OrderStatus, Request, State};

#[test]
fn a_newcomer_orders_with_eight_messages_and_is_told_the_number() {
    let mut phone = Phone::new();
    phone.name = "Ada".into();
    has(&phone.say("hi"), &["Hello Ada!", "Mama Put", "2 Jollof Rice"]);
    let menu = phone.message("menu");
    assert_eq!(titles(&menu), ["Food", "Drinks", "Building"]);
    has(&phone.say("add chicken suya 2"), &["Added 2 × Chicken Suya: ₦3,600.00", "Total: ₦3,600.00"]);
    has(&phone.say("add zobo 1"), &["Added 1 × Zobo: ₦600.00", "Total: ₦4,200.00"]);
    has(&phone.say("view cart"), &["2 × Chicken Suya: ₦3,600.00", "1 × Zobo: ₦600.00", "Total: ₦4,200.00"]);
    let done = phone.message("done");
    assert_eq!(ids(&done), ["delivery", "pickup"]);
    has(&phone.say("pickup"), &["2 × Chicken Suya", "Total: ₦4,200.00", "Pick-up", "1 = Yes, 2 = No"]);
    let placed = phone.say("confirm");
    has(&placed, &["Thank you Ada!", "₦4,200.00", phone.desk.orders[0].number.as_str()]);
    assert_eq!(phone.desk.orders.len(), 1);
    assert_eq!((phone.desk.orders[0].sums.total.minor, phone.desk.orders[0].fulfilment), (420_000, Fulfilment::Pickup));
    assert!(phone.session.cart.is_empty());
    assert_eq!(phone.session.state, State::Idle);
    assert!(matches!(phone.requests[..], [Request::Quote { .. }, Request::Place { .. }]));
}

#[test]
fn the_same_conversation_is_held_in_french() {
    let mut phone = Phone::new();
    has(&phone.say("Bonjour"), &["Bonjour !", "Bienvenue"]);
    assert_eq!(phone.session.language, Some(Language::Fr));
    assert_eq!(titles(&phone.message("la carte")).len(), 3);
    has(&phone.say("ajouter chicken suya 2"), &["Ajouté : 2 × Chicken Suya"]);
    has(&phone.say("ajoutez deux zobo"), &["Total : 4\u{a0}800,00\u{a0}₦"]);
    has(&phone.say("supprimer 1 zobo"), &["Retiré : 1 × Zobo", "Total : 4\u{a0}200,00\u{a0}₦"]);
    has(&phone.say("voir le panier"), &["Votre panier", "4\u{a0}200,00\u{a0}₦"]);
    assert_eq!(titles(&phone.message("terminé")), ["Livraison", "Retrait"]);
    has(&phone.say("retrait"), &["Vérifiez", "4\u{a0}200,00\u{a0}₦", "1 = Oui, 2 = Non"]);
    has(&phone.say("confirmer"), &["Merci", phone.desk.orders[0].number.clone().as_str()]);
    has(&phone.say("statut"), &["en attente de confirmation"]);
    has(&phone.say("mes commandes"), &["4\u{a0}200,00\u{a0}₦"]);
    let number = phone.desk.orders[0].number.to_string();
    has(&phone.say(&format!("annuler commande {number}")), &["est annulée"]);
    assert_eq!(phone.desk.orders[0].status, OrderStatus::Cancelled);
}

#[test]
fn the_same_conversation_is_held_in_portuguese() {
    let mut phone = Phone::new();
    has(&phone.say("Olá"), &["Olá!", "Bem-vindo"]);
    assert_eq!(phone.session.language, Some(Language::Pt));
    assert_eq!(titles(&phone.message("cardápio")).len(), 3);
    has(&phone.say("adicionar chicken suya 2"), &["Adicionado: 2 × Chicken Suya"]);
    has(&phone.say("quero um zobo"), &["Total: 4\u{a0}200,00\u{a0}₦", "1 = Sim, 2 = Não"]);
    has(&phone.say("ver carrinho"), &["O seu carrinho", "4\u{a0}200,00\u{a0}₦"]);
    assert_eq!(titles(&phone.message("finalizar")), ["Entrega", "Levantamento"]);
    has(&phone.say("levantamento"), &["Verifique", "4\u{a0}200,00\u{a0}₦"]);
    has(&phone.say("confirmar"), &["Obrigado", phone.desk.orders[0].number.clone().as_str()]);
    has(&phone.say("estado"), &["à espera"]);
    let number = phone.desk.orders[0].number.to_string();
    has(&phone.say(&format!("cancelar pedido {number}")), &["está cancelado"]);
}

#[test]
fn the_same_order_is_placed_by_numbers_alone() {
    let mut phone = Phone::new();
    phone.say("hi");
    phone.say("1");
    has(&phone.say("1"), &["*Food*"]);
    has(&phone.say("2"), &["Chicken Suya", "₦1,800.00", "How many?"]);
    has(&phone.say("2"), &["Added 2 × Chicken Suya", "₦3,600.00"]);
    phone.say("menu");
    phone.say("2");
    phone.say("1");
    has(&phone.say("1"), &["₦4,200.00"]);
    has(&phone.say("1"), &["Delivery or pick-up?"]);
    has(&phone.say("2"), &["₦4,200.00"]);
    has(&phone.say("1"), &["is placed"]);
    assert_eq!(phone.desk.orders[0].sums.total.minor, 420_000);
}

#[test]
fn the_same_order_is_placed_by_taps_alone() {
    let mut phone = Phone::new();
    phone.say("hello");
    phone.tap("menu");
    for (category, item, quantity) in [("101", 2, 2), ("102", 11, 1)] {
        let category: u64 = category.parse().unwrap();
        phone.tap(&format!("category:{}", crate::phone::id(category)));
        phone.tap(&format!("item:{}", crate::phone::id(item)));
        phone.tap(&format!("add:{}:{quantity}", crate::phone::id(item)));
    }
    phone.tap("checkout");
    phone.tap("pickup");
    has(&phone.tap("confirm:420000"), &["is placed"]);
    assert_eq!(phone.desk.orders.len(), 1);
    has(&phone.tap("confirm:420000"), &["no longer active", "Your last order is"]);
    assert_eq!(phone.desk.orders.len(), 1);
}
