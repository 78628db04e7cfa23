//! Files that are copied on a real cluster, with kubectl as witness and measure. Run with `DOGWATCH_TEST_KUBECONFIG=… cargo test -- --ignored`.

use crate::flows::copies::{copy, ended, ends, goes_in_and_out};
use crate::flows::inside::go_to_pods;
use crate::support::ground::Ground;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

const MIB: usize = 100;

#[test]
#[ignore = "needs a cluster"]
fn a_folder_goes_into_a_container_and_comes_out_again() {
    goes_in_and_out(&Ground::lab("copy"));
}

/// What nothing can make smaller.
fn noise(path: &Path) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut bytes = Vec::with_capacity(MIB << 20);
    while bytes.len() < MIB << 20 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    fs::write(path, &bytes).unwrap();
    bytes
}

fn timed(act: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    act();
    begun.elapsed()
}

#[test]
#[ignore = "needs a cluster"]
#[allow(clippy::print_stderr, reason = "a measurement is shown beside kubectl's")]
fn a_hundred_mebibytes_are_the_same_bytes_in_either_direction() {
    let ground = Ground::lab("copies");
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    let bytes = noise(&path("noise"));
    let listed = ground.kubectl(&["get", "pods", "-o", "name"]).unwrap();
    let pods: Vec<&str> = listed.lines().filter_map(|l| l.strip_prefix("pod/")).collect();
    let pod = pods[0].to_owned();
    let mut pty = ground.start(110, 34, &[]);
    go_to_pods(&mut pty);
    let kubectl = |from: String, to: String| timed(|| drop(ground.kubectl(&["cp", &from, &to]).unwrap()));
    let said = |name: &str| path(name).to_str().unwrap().to_owned();
    // The pod under the cursor is whichever is first: both are asked for what has come.
    let into = timed(|| {
        copy(&mut pty, true, "/tmp/ours", &path("noise"), false);
        ended(&pty, "1 file, 100.0 MiB in");
    });
    ends(&mut pty, "1 file, 100.0 MiB in");
    let out = timed(|| {
        copy(&mut pty, false, "/tmp/ours", &path("back"), false);
        ended(&pty, "1 file, 100.0 MiB in");
    });
    assert!(fs::read(path("back")).unwrap() == bytes, "what came out is not what went in");
    // kubectl finds only what stands in a folder.
    if ground.kubectl(&["exec", &pod, "--", "tar", "--help"]).is_err_and(|why| why.contains("not found")) {
        return eprintln!("into {into:?}; out {out:?}; kubectl cannot copy here: its container has no tar");
    }
    let (kubectl_into, kubectl_out) =
        (kubectl(said("noise"), format!("{pod}:/tmp/theirs")), kubectl(format!("{pod}:/tmp/theirs"), said("theirs")));
    assert!(fs::read(path("theirs")).unwrap() == bytes);
    let came = pods.iter().any(|name| {
        ground.kubectl(&["cp", &format!("{name}:/tmp/ours"), &said("ours")]).is_ok()
            && fs::read(path("ours")).is_ok_and(|ours| ours == bytes)
    });
    assert!(came, "kubectl finds in no pod what went in");
    eprintln!("into {into:?}, kubectl {kubectl_into:?}; out {out:?}, kubectl {kubectl_out:?}");
}
