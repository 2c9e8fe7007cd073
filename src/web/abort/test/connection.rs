//! A connection ends with its guard, and with the caller's own signal.

use super::{abort, controller, counting, signal};
use crate::web::abort::Connection;
use crate::web::test::get;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn to_drop_an_open_connection_aborts_its_signal() {
    let connection = Connection::open(None).unwrap();
    let signal = connection.signal().clone();
    assert!(connection.is_open() && !signal.aborted());
    drop(connection);
    assert!(signal.aborted());
}

#[wasm_bindgen_test]
fn a_connection_that_was_released_ends_nothing() {
    let mut connection = Connection::open(None).unwrap();
    let signal = connection.signal().clone();
    connection.release();
    assert!(!connection.is_open());
    drop(connection);
    assert!(!signal.aborted());
}

#[wasm_bindgen_test]
fn the_signal_of_the_caller_closes_it_even_after_its_release() {
    let controller = controller();
    let caller = signal(&get(&controller, "signal"));
    let mut connection = Connection::open(Some(&caller)).unwrap();
    let signal = connection.signal().clone();
    connection.release();
    drop(connection);
    assert!(!signal.aborted());
    abort(&controller, &"late".into());
    assert!(signal.aborted());
    assert_eq!(get(&signal, "reason"), "late");
}

#[wasm_bindgen_test]
fn to_drop_it_does_not_abort_the_signal_of_the_caller() {
    let controller = controller();
    let caller = signal(&get(&controller, "signal")).followed();
    let connection = Connection::open(Some(&caller)).unwrap();
    let signal = connection.signal().clone();
    drop(connection);
    assert!(signal.aborted());
    assert!(!caller.is_aborted());
}

#[wasm_bindgen_test]
fn a_signal_that_was_aborted_before_closes_it_from_the_beginning() {
    let controller = controller();
    abort(&controller, &1.into());
    let caller = signal(&get(&controller, "signal"));
    let connection = Connection::open(Some(&caller)).unwrap();
    assert!(connection.signal().aborted());
}

#[wasm_bindgen_test]
fn what_only_claims_to_be_a_signal_does_not_reach_fetch() {
    let own = counting();
    let connection = Connection::open(Some(&signal(&own))).unwrap();
    assert!(!connection.signal().aborted());
    assert_eq!(super::listeners(&own), 0);
}
