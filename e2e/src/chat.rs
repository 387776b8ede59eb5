//! Scenarios: files that read like a chat and are played against the real product.
//!
//! ```text
//! # A newcomer orders two portions of suya.
//! Runs: everywhere
//!
//! Ada: hi
//! Souk: Hello Ada! Welcome to ...
//!     [Menu] [My orders] [Help]
//! Ada: add chicken suya 2
//! Souk: Added 2 × Chicken Suya: ₦3,600.00.
//! Ada: pickup
//! Souk: Place this order? 1 = Yes, 2 = No
//! Ada taps "Yes"
//! Souk: Your order {order} is placed
//! Office moves {order} to CONFIRMED
//! Souk: confirmed your order *{order}*
//! ```
//!
//! **Speech has a colon, deeds have none.** Indented lines go on with the line before; `#` starts a comment.
//!
//! Customers are whoever speaks: `Ada: hi` is Ada writing "hi". What Souk says must contain the words given, in their
//! order, with anything before, between and after them: `...` and the end of a line stand for "anything". A line of
//! `[titles]` lists all choices from top to bottom, the button that sends the location included; a last `[...]` stands
//! for any others. A link counts as a choice by its button, a file by its name. `without: words` are words that must not be there. `{order}` takes whatever stands there the first
//! time, a word or a number, and is that from then on. `Souk:` speaks to whoever was last in the scene; `Souk to Ben:`
//! to Ben. Every message must be expected, in its order: one too many fails. Texts that wait for the same customer may
//! come as one message; each is a `Souk:` of its own all the same. `Souk meanwhile:` may overtake the message before it.
//!
//! | deed | |
//! |---|---|
//! | `Ada taps "Menu"`, `Ada chooses "Drinks"` | a choice of the newest message that has some |
//! | `Ada taps the earlier "Yes"` | the same on a message before that |
//! | `Ada sends location 6.45, 3.39 "Office" "1 Broad Street"` | a pin; name and address may be left out |
//! | `Ada sends cart 2 ZOBO at 0.01, 1 CHICKEN-SUYA "no ice"` | a native cart, at prices the phone claims |
//! | `Ada sends image "2 zobo"` | also `video`, `audio`, `voice`, `document`, `sticker`; the caption may be left out |
//! | `Ada sends contact "Ben"`, `Ada sends something unsupported` | |
//! | `Ada reacts 👍` | to the newest message |
//! | `Ada hides the number` | from now on only the business-scoped user id is known |
//! | `Ada moves to another number` | and WhatsApp tells the shop |
//! | `Ada has ordered ZOBO 3 times` | whole orders, answers unseen |
//! | `Ada hears nothing`, `Nobody hears anything` | everything said is answered, and nothing more came |
//! | `Ada pays`, `Ada pays 500.00`, `Ada pays 9.00 USD` | on the page behind the newest link; what it asks for, or another sum |
//! | `Ada pays by the earlier link` | on the page before that one |
//! | `Ada pays unnoticed` | and Paystack's webhook is lost |
//! | `Ada fails to pay`, `Ada leaves the payment page` | |
//! | `Paystack announces the payment again` | the one made by the newest link of whoever was last in the scene |
//! | `Ada opens the file "{invoice}.pdf"` | which must be a whole PDF |
//! | `31 minutes pass` | also seconds, hours, days |
//! | `It becomes Monday 22:00` | time passes until then, in Lagos |
//! | `Office moves {order} to CANCELLED because "no gas"` | over REST |
//! | `Office cannot move {order} to DELIVERED: TRANSITION_NOT_ALLOWED` | |
//! | `Office sees {order}: PENDING_CONFIRMATION; PICKUP; 4200.00 NGN; 2 Chicken Suya` | facts of the order |
//! | `Office sees the money of {order}: SUCCEEDED 4200.00 NGN; 1 payment; refund DONE 100.00 NGN` | |
//! | `Office changes {order} to 3 ZOBO, 1 CHAPMAN because "no suya left"` | all lines it shall have |
//! | `Office approves the proof of {order}`, `Office rejects the proof of {order} because "not there"` | the one that came last |
//! | `Office takes 600.00 for {order}`, `Office refunds {order} because "spilt"` | in cash; all that came |
//! | `Office counts 1 order` | of all customers |
//! | `Office sells out ZOBO`, `Office restocks ZOBO`, `Office reprices ZOBO to 650.00` | |
//!
//! Before the first scene, `Runs: everywhere` plays the scenario in every form of the product and not only in one
//! process on SQLite, `Setting: NAME=value` sets something, and `Market: name` loads `name.toml` from the folder.

mod line;
mod pattern;
mod player;
mod reader;
mod script;

pub use player::play;
pub use script::Script;
