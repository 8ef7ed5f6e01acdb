//! The part of the story that deploys: commits, fences, the pointer, the way back.

use botctl::base::clock::Timestamp;
use botctl::base::digest::Digest;
use botctl::base::id::{BotId, ReleaseNumber, TeamId, UniqueId};
use botctl::host::store::{
    CommitOutcome, CommitRequest, DeploymentRow, DeploymentState, EnvironmentRow, LeaseOutcome, Operation, PointerMove,
    ReleaseState, Store,
};

use crate::store_scene::{Begun, NOW, TTL, begin, bot, later, production, team, upload};

pub async fn deployments(store: &Store) {
    first_release(store).await;
    second_release_fails(store).await;
    third_release_and_back(store).await;
    refused_commits(store).await;
    ends_before_commit(store).await;
    adoption(store).await;
    presence(store).await;
}

async fn live(store: &Store, name: &BotId) -> EnvironmentRow {
    store.environment(name, &production()).await.expect("look").expect("environment")
}

async fn first_release(store: &Store) {
    let (acme, here) = (bot("acme"), production());
    let begun = begin(store, &acme, None, &["passages", "chatroom"]).await;
    let row = &begun.row;
    assert_eq!(store.deployment(&row.id).await.expect("look").as_ref(), Some(row));
    assert_eq!(store.deployment_by_key(&acme, &here, &row.idempotency_key).await.expect("look").as_ref(), Some(row));
    assert!(!store.insert_deployment(row).await.expect("same key"));
    let Ok(CommitOutcome::Missing(missing)) = store.commit_deployment(&begun.request()).await else {
        panic!("missing")
    };
    assert_eq!(missing.len(), 2);
    upload(store, &begun).await;
    let late = CommitRequest { now: later(30), ..begun.request() };
    assert_eq!(store.commit_deployment(&late).await.expect("late"), CommitOutcome::FenceLost);
    for _ in 0..2 {
        let committed = store.commit_deployment(&begun.request()).await.expect("commit");
        assert_eq!(committed, CommitOutcome::Committed(ReleaseNumber(1)));
    }
    assert!(!store.cancel_deployment(&row.id, NOW).await.expect("too late to cancel"));
    assert_eq!(store.unfinished_deployments().await.expect("unfinished").len(), 1);
    let held = store.lease(&acme, &here, later(29)).await.expect("look").expect("the host's lease");
    assert_eq!((held.holder_json.as_str(), held.expires), ("\"host\"", later(31)));
    for (number, json) in [(1, "\"a\""), (2, "\"b\""), (3, "\"c\"")] {
        assert_eq!(store.append_events(&row.id, NOW, &[json.to_string()]).await.expect("append"), number);
    }
    let events = store.events_after(&row.id, 1, 10).await.expect("events");
    assert_eq!(
        events.iter().map(|event| (event.seq, event.json.as_str())).collect::<Vec<_>>(),
        [(2, "\"b\""), (3, "\"c\"")]
    );
    assert!(store.record_tests(&row.id, "{\"passed\":3}", NOW).await.expect("tests"));
    let wrong_base = PointerMove { from: Some(ReleaseNumber(7)), ..begun.pointer_move(ReleaseNumber(1)) };
    let fenced = PointerMove { epoch: row.epoch + 1, ..begun.pointer_move(ReleaseNumber(1)) };
    for refused in [wrong_base, fenced, begun.pointer_move(ReleaseNumber(2))] {
        assert!(!store.move_pointer(&refused).await.expect("refused"), "{refused:?}");
    }
    assert!(store.move_pointer(&begun.pointer_move(ReleaseNumber(1))).await.expect("move"));
    assert!(!store.move_pointer(&begun.pointer_move(ReleaseNumber(1))).await.expect("once"));
    assert_live(store, &begun, 1).await;
}

async fn assert_live(store: &Store, begun: &Begun, number: i64) {
    let (row, here) = (&begun.row, production());
    let environment = live(store, &row.bot).await;
    assert_eq!(environment.live_release, Some(ReleaseNumber(number)));
    assert_eq!((environment.live_since, environment.live_sources), (Some(later(2)), row.sources));
    let ended = store.deployment(&row.id).await.expect("look").expect("deployment");
    assert_eq!((ended.state, ended.release), (DeploymentState::Succeeded, Some(ReleaseNumber(number))));
    let release = store.release(&row.bot, &here, ReleaseNumber(number)).await.expect("look").expect("release");
    assert_eq!(release.state, ReleaseState::Good);
    assert_eq!(store.lease(&row.bot, &here, NOW).await.expect("look"), None);
    let history = store.pointer_history(&row.bot, &here, 1).await.expect("history");
    assert_eq!((history[0].release, history[0].previous), (ReleaseNumber(number), row.base_release));
    let pointers = store.live_pointers().await.expect("pointers");
    let pointer = pointers.iter().find(|pointer| pointer.bot == row.bot).expect("pointer");
    assert_eq!((pointer.release, pointer.epoch), (ReleaseNumber(number), row.epoch));
}

async fn second_release_fails(store: &Store) {
    let acme = bot("acme");
    // Its other blob is the first release's: it needs no upload.
    let begun = begin(store, &acme, Some(1), &["passages", "bad chatroom"]).await;
    let strict = CommitRequest { uploaded_since: later(9), ..begun.request() };
    let missing = CommitOutcome::Missing(vec![Digest::of(b"bad chatroom")]);
    assert_eq!(store.commit_deployment(&strict).await.expect("commit"), missing);
    upload(store, &begun).await;
    let committed = store.commit_deployment(&begun.request()).await.expect("commit");
    assert_eq!(committed, CommitOutcome::Committed(ReleaseNumber(2)));
    let end = async || {
        let (id, failed) = (&begun.row.id, DeploymentState::Failed);
        store.finish_deployment(id, failed, Some("\"why\""), Some("{\"failed\":1}"), later(2)).await.expect("finish")
    };
    assert!(end().await);
    assert!(!end().await);
    assert!(!store.move_pointer(&begun.pointer_move(ReleaseNumber(2))).await.expect("failed"));
    let ended = store.deployment(&begun.row.id).await.expect("look").expect("deployment");
    assert_eq!((ended.state, ended.failure_json.as_deref()), (DeploymentState::Failed, Some("\"why\"")));
    let release = store.release(&acme, &production(), ReleaseNumber(2)).await.expect("look").expect("release");
    assert_eq!((release.state, release.size_bytes), (ReleaseState::Failed, 20));
    assert_eq!(live(store, &acme).await.live_release, Some(ReleaseNumber(1)));
    // Asked again, the commit of a failed deployment has the same answer.
    assert_eq!(store.commit_deployment(&begun.request()).await.expect("commit"), committed);
}

async fn third_release_and_back(store: &Store) {
    let (acme, here) = (bot("acme"), production());
    let third = begin(store, &acme, Some(1), &["new passages", "chatroom"]).await;
    upload(store, &third).await;
    let committed = store.commit_deployment(&third.request()).await.expect("commit");
    assert_eq!(committed, CommitOutcome::Committed(ReleaseNumber(3)));
    assert!(store.move_pointer(&third.pointer_move(ReleaseNumber(3))).await.expect("move"));
    let previous = store.previous_good(&acme, &here, ReleaseNumber(3)).await.expect("previous").expect("release");
    assert_eq!(previous.number, ReleaseNumber(1));
    for (target, outcome) in [(2, CommitOutcome::WrongState), (1, CommitOutcome::Committed(ReleaseNumber(1)))] {
        let back = rollback(store, &acme, 3, target).await;
        assert_eq!(store.commit_deployment(&back.request()).await.expect("commit"), outcome);
        if outcome == CommitOutcome::WrongState {
            assert!(store.cancel_deployment(&back.row.id, NOW).await.expect("cancel"));
        } else {
            assert!(store.move_pointer(&back.pointer_move(ReleaseNumber(1))).await.expect("move"));
            assert_live(store, &back, 1).await;
        }
    }
    let numbers: Vec<i64> =
        store.releases(&acme, &here, 10).await.expect("list").iter().map(|release| release.number.0).collect();
    assert_eq!(numbers, [3, 2, 1], "a rollback makes no release");
    let history: Vec<i64> =
        store.pointer_history(&acme, &here, 10).await.expect("history").iter().map(|moved| moved.release.0).collect();
    assert_eq!(history, [1, 3, 1]);
    let manifest = store.release_manifest(&acme, &here, ReleaseNumber(3)).await.expect("manifest");
    assert_eq!(manifest, third.row.manifest);
    let engines = store.engines_in_use().await.expect("engines");
    assert_eq!((engines[0].engine, engines[0].newest, engines[0].releases), (1, ReleaseNumber(3), 2));
    assert_eq!(store.last_deployments(&acme, &here, 2).await.expect("last").len(), 2);
}

async fn rollback(store: &Store, name: &BotId, base: i64, target: i64) -> Begun {
    let Begun { row, .. } = begin(store, name, Some(base), &[]).await;
    assert!(store.cancel_deployment(&row.id, NOW).await.expect("only its shape is of use"));
    let id = UniqueId::generate();
    let taken = store.take_lease(name, &production(), &id, "{}", NOW, TTL).await.expect("take");
    let LeaseOutcome::Taken(epoch) = taken else { panic!("lease is held") };
    let row = DeploymentRow {
        id,
        epoch,
        operation: Operation::Rollback,
        manifest: None,
        manifest_digest: None,
        release: Some(ReleaseNumber(target)),
        idempotency_key: UniqueId::generate(),
        ..row
    };
    assert!(store.insert_deployment(&row).await.expect("insert"));
    Begun { row, blobs: Vec::new() }
}

async fn refused_commits(store: &Store) {
    let (acme, here) = (bot("acme"), production());
    let begun = begin(store, &acme, Some(3), &["chatroom"]).await;
    assert_eq!(store.commit_deployment(&begun.request()).await.expect("base 3 isn't live"), CommitOutcome::BaseMoved);
    let other = UniqueId::generate();
    let taken = store.take_lease(&acme, &here, &other, "{}", later(40), TTL).await.expect("take the expired lease");
    let LeaseOutcome::Taken(epoch) = taken else { panic!("an expired lease is held") };
    assert_eq!(epoch, begun.row.epoch + 1);
    assert_eq!(store.commit_deployment(&begun.request()).await.expect("fenced"), CommitOutcome::FenceLost);
    assert!(store.release_lease(&acme, &here, epoch).await.expect("give back"));
    assert!(store.cancel_deployment(&begun.row.id, NOW).await.expect("cancel"));
    assert!(!store.cancel_deployment(&begun.row.id, NOW).await.expect("once"));
    assert_eq!(store.commit_deployment(&begun.request()).await.expect("cancelled"), CommitOutcome::WrongState);
    let unknown = UniqueId::generate();
    let nobody = CommitRequest { id: &unknown, ..begun.request() };
    assert_eq!(store.commit_deployment(&nobody).await.expect("unknown"), CommitOutcome::WrongState);
}

async fn ends_before_commit(store: &Store) {
    let begun = begin(store, &bot("acme"), Some(1), &["chatroom"]).await;
    assert_eq!(store.expire_open(later(29)).await.expect("expire"), []);
    assert_eq!(store.expire_open(later(30)).await.expect("expire"), std::slice::from_ref(&begun.row.id));
    let ended = store.deployment(&begun.row.id).await.expect("look").expect("deployment");
    assert_eq!(ended.state, DeploymentState::Cancelled);
    assert!(store.release_lease(&begun.row.bot, &production(), begun.row.epoch).await.expect("give back"));
}

async fn adoption(store: &Store) {
    let acme = bot("acme");
    let mut begun = begin(store, &acme, Some(1), &["chatroom", "more"]).await;
    let (id, old) = (begun.row.id.clone(), begun.row.epoch);
    upload(store, &begun).await;
    assert_eq!(store.adopt_deployment(&id, "{}", NOW, TTL).await.expect("adopt"), None, "it is open");
    let committed = store.commit_deployment(&begun.request()).await.expect("commit");
    assert_eq!(committed, CommitOutcome::Committed(ReleaseNumber(4)));
    let adopted = store.adopt_deployment(&id, "{}", later(2), TTL).await.expect("adopt");
    assert_eq!(adopted, Some(old + 1));
    assert!(!store.move_pointer(&begun.pointer_move(ReleaseNumber(4))).await.expect("fenced out"));
    begun.row.epoch = old + 1;
    assert!(store.move_pointer(&begun.pointer_move(ReleaseNumber(4))).await.expect("the new holder moves it"));
    assert_eq!(store.adopt_deployment(&id, "{}", later(3), TTL).await.expect("adopt"), None, "it has ended");
}

async fn presence(store: &Store) {
    let digests: Vec<Digest> = (0..1200).map(|number| Digest::of(format!("blob {number}").as_bytes())).collect();
    let rivals = "rivals".parse().expect("a team");
    let uploaded = &digests[..1100];
    store.record_uploads(&rivals, uploaded, NOW).await.expect("record");
    store.record_uploads(&rivals, &[uploaded[0], uploaded[0]], later(60)).await.expect("record again");
    let present = async |team: &TeamId, since| store.present(team, &digests, since).await.expect("present").len();
    assert_eq!(present(&rivals, Timestamp(0)).await, 1100);
    assert_eq!(present(&rivals, NOW).await, 1);
    assert_eq!(present(&team(), Timestamp(0)).await, 0, "another team's uploads give nothing");
    let released = [Digest::of(b"chatroom"), Digest::of(b"bad chatroom")];
    assert_eq!(store.present(&team(), &released, later(99)).await.expect("present").len(), 2);
    assert_eq!(store.present(&rivals, &released, Timestamp(0)).await.expect("present").len(), 0);
}
