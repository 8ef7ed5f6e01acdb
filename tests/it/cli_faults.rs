//! The command line among faults: killed at each step, silent hosts, tokens that run out, streams that drop (cli.md, tests 5–7).

use std::io::Write;
use std::net::TcpListener;
use std::process::Child;
use std::time::{Duration, Instant};

use botctl::base::phase::Phase;

use crate::harness::proxy::Proxy;
use crate::harness::{Ran, Stage, Test, qa, signal, wait_stopped};

const LIMIT: Duration = Duration::from_secs(90);
const QUESTION: &str = "how many bicycles fit into the shed?";

const BOT: &str = "examples/trattoria-del-porto";

/// A bot with a Q&A that tells which version of its folder answers.
struct Shop(Stage);

impl Shop {
    /// One whose first release is live, and whose folder was edited since.
    fn edited() -> Self {
        let stage = Stage::new(BOT);
        stage.write("qa/parking.toml", qa("old"));
        stage.run("deploy --train -y").status(0);
        stage.write("qa/parking.toml", qa("new"));
        Self(stage)
    }

    /// Another folder of the same bot, for the same host.
    fn twin(&self, count: &str) -> Test {
        let twin = Test::new().bot(BOT).file("qa/parking.toml", &qa(count));
        twin.env("BOTCTL_TOKEN", &self.0.token()).env("BOTCTL_HOST", &self.0.url())
    }

    /// The same folder, but through a proxy.
    fn proxied(mut self, proxy: &Proxy) -> Self {
        let token = self.0.token();
        self.0.0.set_env("BOTCTL_TOKEN", &token);
        self.0.0.set_env("BOTCTL_HOST", proxy.url.as_str());
        self
    }

    fn run(&self, line: &str) -> Ran {
        self.0.run(line)
    }

    fn ask(&self) -> String {
        self.0.ask(QUESTION)
    }

    fn proxy(&self) -> Proxy {
        Proxy::to(&self.0.url().parse().expect("an address"))
    }

    fn release_digests(&self) -> Vec<String> {
        let object = self.run("releases list --format json").status(0).object();
        let releases = object["releases"].as_array().expect("releases");
        releases.iter().map(|release| release["digest"].as_str().expect("a digest").to_owned()).collect()
    }
}

fn kill(mut command: Child) {
    command.kill().expect("SIGKILL");
    command.wait().expect("it is dead");
}

fn finish(command: Child) -> Ran {
    let output = command.wait_with_output().expect("it ends");
    Ran::new(output.status, &output.stdout, &output.stderr, "botctl, in the background")
}

#[test]
fn a_command_killed_at_any_step_and_run_again_ends_like_an_undisturbed_one() {
    let undisturbed = Shop::edited();
    undisturbed.run("update -y").status(0);
    let expected = undisturbed.release_digests();
    assert_eq!(expected.len(), 2);
    let steps = Phase::ALL.iter().flat_map(|phase| phase.steps()).map(|step| step.name().to_owned());
    let others = ["uploading_knowledge_base-end", "before-pointer", "after-pointer"].map(str::to_owned);
    let points: Vec<String> = steps.chain(others).collect();
    assert_eq!(points.len(), 12);
    std::thread::scope(|scope| {
        for point in &points {
            scope.spawn(|| run_again(&kill_while_host_stands_at(point), &expected, point));
        }
        for request in ["/packs", "/commit"] {
            scope.spawn(|| run_again(&kill_while_request_is_under_way(request), &expected, request));
        }
    });
}

/// The host stands still at `point` while the command is killed, and goes on then.
fn kill_while_host_stands_at(point: &str) -> Shop {
    let shop = Shop::edited();
    shop.run("host stop").status(0);
    shop.0.line("host start").env("BOTCTL_FAULT", format!("stop:{point}")).run().status(0);
    let command = shop.0.line("update -y --format json").spawn();
    wait_stopped(shop.0.host_process(), point);
    kill(command);
    signal("-CONT", shop.0.host_process());
    shop
}

fn kill_while_request_is_under_way(words: &str) -> Shop {
    let shop = Shop::edited();
    let proxy = shop.proxy();
    proxy.hold(words);
    let shop = shop.proxied(&proxy);
    let command = shop.0.line("update -y --format json").spawn();
    proxy.wait_held();
    kill(command);
    proxy.release();
    shop
}

fn run_again(shop: &Shop, expected: &[String], point: &str) {
    let again = shop.run("update -y --format json").status(0).result();
    let outcome = again["outcome"].as_str().expect("an outcome");
    assert!(["deployed", "unchanged"].contains(&outcome), "{point}: {again}");
    assert_eq!(again["live_release"], 2, "{point}: one release, not two");
    assert_eq!(shop.release_digests(), expected, "{point}");
    assert!(shop.ask().contains("new"), "{point}");
    assert_eq!(shop.run("status").stdout, "Deployed\n", "{point}");
}

/// A host that takes connections and sends only what `drip` says, byte by byte, with a pause before each.
fn bad_host(drip: &'static [u8], pause: Duration) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        for mut client in listener.incoming().flatten() {
            kept.push(client.try_clone().expect("a second handle"));
            std::thread::spawn(move || {
                for byte in drip {
                    std::thread::sleep(pause);
                    if client.write_all(&[*byte]).is_err() {
                        return;
                    }
                }
            });
        }
    });
    format!("http://{address}")
}

#[test]
fn a_host_that_is_silent_or_drips_is_given_up() {
    let pause = Duration::from_millis(1500);
    for drip in [b"".as_slice(), b"HTTP/1.1 200 OK\r\nbotctl-wire: 1\r\n\r\n"] {
        // Half a second stands for the 30 s of cli.md, and a pause of three times that for a byte a minute.
        let test = Test::new().bot(BOT).env("BOTCTL_IDLE_TIMEOUT", "500");
        let test = test.env("BOTCTL_TOKEN", "botctl_d_test").env("BOTCTL_HOST", &bad_host(drip, pause));
        let began = Instant::now();
        let ran = test.run_line("deploy --train -y --format json", None).status(7);
        let result = ran.result();
        assert_eq!((&result["outcome"], &result["retryable"]), (&"not_started".into(), &true.into()), "{result}");
        assert_eq!(result["diagnostic"]["code"], "NET006", "{result}");
        let retries = ran.events().iter().filter(|event| event["type"] == "retry").count();
        assert_eq!(retries, 4, "five tries");
        assert!(began.elapsed() < LIMIT);
        let status = test.run_line("status", None).status(7);
        assert!(status.stderr.contains("doesn't answer in time"), "{}", status.stderr);
    }
}

#[test]
fn a_token_that_expires_during_the_upload_changes_nothing() {
    let shop = Shop::edited();
    let proxy = shop.proxy();
    // What takes time comes first: the token must last from here to the upload, on a busy machine too.
    shop.run("train").status(0);
    let line = "token create --scope deploy --bot trattoria-del-porto --expires-in 10s";
    let minted = shop.run(line).status(0).stdout;
    proxy.hold("/packs");
    let through_proxy =
        |line| shop.0.line(line).env("BOTCTL_TOKEN", minted.trim()).env("BOTCTL_HOST", proxy.url.as_str());
    let deploy = through_proxy("update -y --format json").spawn();
    proxy.wait_held();
    let began = Instant::now();
    while through_proxy("auth status").run().status != 4 {
        assert!(began.elapsed() < LIMIT, "the token expires");
    }
    proxy.release();
    let failed = finish(deploy).status(4);
    let result = failed.result();
    assert_eq!((&result["outcome"], &result["live_release"]), (&"not_started".into(), &1.into()), "{result}");
    assert_eq!(result["diagnostic"]["code"], "AUT002", "{result}");
    assert!(shop.ask().contains("old"));
    // The lease, which the dead token could not give back, runs out.
    let again = shop.run("update -y --format json").status(0).result();
    assert_eq!((&again["outcome"], &again["release"]), (&"deployed".into(), &2.into()));
}

#[test]
fn of_two_deploys_at_once_one_waits_and_plans_anew() {
    let shop = Shop::edited();
    let twin = shop.twin("twin");
    twin.run_line("train", None).status(0);
    let (one, other) = std::thread::scope(|scope| {
        let one = scope.spawn(|| shop.run("update -y --format json").status(0).result());
        let other = scope.spawn(|| twin.run_line("update -y --format json", None).status(0).result());
        (one.join().expect("one ends"), other.join().expect("the other ends"))
    });
    let mut releases = [&one, &other].map(|result| result["release"].as_i64().expect("a release"));
    releases.sort_unstable();
    assert_eq!(releases, [2, 3]);
    let last = if one["release"] == 3 { "new" } else { "twin" };
    assert!(shop.ask().contains(last));
}

#[test]
fn a_lock_that_is_held_is_reported_and_a_holder_that_slept_is_fenced_out() {
    let shop = Shop::edited();
    let twin = shop.twin("twin");
    twin.run_line("train", None).status(0);
    let proxy = shop.proxy();
    proxy.hold("/packs");
    let shop = shop.proxied(&proxy);
    let holder = shop.0.line("update -y --format json").spawn();
    proxy.wait_held();

    let locked = twin.run_line("update -y --lock-timeout 1s --format json", None).status(6);
    let result = locked.result();
    assert_eq!((&result["outcome"], &result["retryable"]), (&"not_started".into(), &true.into()), "{result}");
    let summary = result["diagnostic"]["summary"].as_str().expect("a summary");
    assert!(summary.contains(" holds the lock since 20") && summary.contains("waited 1"), "{summary}");
    let lock = locked.events().into_iter().find(|event| event["type"] == "lock_wait").expect("a word about the wait");
    assert!(lock["holder"]["who"].as_str().is_some_and(|who| summary.starts_with(who)), "{lock}");

    signal("-STOP", holder.id());
    wait_stopped(holder.id(), "SIGSTOP");
    proxy.release();
    let won = twin.run_line("update -y --format json", None).status(0).result();
    assert_eq!(won["release"], 2, "{won}");
    signal("-CONT", holder.id());
    let fenced = finish(holder).status(11).result();
    assert_eq!((&fenced["outcome"], &fenced["exit_code"]), (&"not_started".into(), &11.into()), "{fenced}");
    assert!(shop.ask().contains("twin"));
    let again = shop.run("update -y --format json").status(0).result();
    assert_eq!(again["release"], 3, "{again}");
}

#[test]
fn a_stream_that_drops_after_the_commit_is_pending_and_status_tells_the_end() {
    let shop = Shop::edited();
    let proxy = shop.proxy();
    let shop = shop.proxied(&proxy);
    proxy.down_after("/commit");
    let began = Instant::now();
    let pending = shop.run("update -y --format json").status(8);
    let result = pending.result();
    assert_eq!((&result["outcome"], &result["release"]), (&"pending".into(), &2.into()), "{result}");
    assert_eq!(result["diagnostic"]["next"][0]["command"], "botctl status --wait", "{result}");
    assert!(began.elapsed() < LIMIT);
    proxy.up();
    let status = shop.run("status --wait").status(0);
    assert_eq!(status.stdout, "Deployed\n");
    assert!(shop.ask().contains("new"));
}
