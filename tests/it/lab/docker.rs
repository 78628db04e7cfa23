//! What is made of thirty lines with `docker run` and five compose files passes the strict dry run of a real API server, kubectl's and ours;
//! what cannot be made says why not.

use crate::support::lab::Lab;
use dogwatch::model::change::Intent;
use dogwatch::model::docker::{self, Read};
use std::path::{Path, PathBuf};

/// All fixtures: name and text.
fn fixtures() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/corpus/docker");
    let files = |folder: &str| std::fs::read_dir(root.join(folder)).unwrap().map(|e| e.unwrap().path()).collect::<Vec<PathBuf>>();
    let mut all: Vec<PathBuf> = [files("run"), files("compose")].concat();
    all.sort();
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    all.iter().map(|path| (name(path), std::fs::read_to_string(path).unwrap())).collect()
}

#[tokio::test]
#[ignore = "needs a cluster"]
async fn what_is_made_of_docker_passes_a_strict_dry_run() {
    let lab = Lab::new("docker");
    let gate = lab.gate(&lab.admin, false);
    let namespace = lab.namespace.as_str().into();
    // Before 1.25 a server drops what it does not know, and kubectl alone looks.
    let (_, help) = lab.run(&["apply", "--help"], "");
    let strict = if help.contains("strict") { "--validate=strict" } else { "--validate=true" };
    let (mut refused, mut made, mut asked) = (Vec::new(), 0, 0);
    let all = fixtures();
    assert_eq!(all.len(), 35);
    for (name, text) in all {
        let Some(Read::Made(read)) = docker::read(&text) else { panic!("{name} is nothing that is known") };
        if read.objects == 0 {
            assert!(read.remarks.iter().any(|r| r.open), "{name}: nothing is made, and nothing said");
            continue;
        }
        let (ok, said) = lab.run(&["apply", "--dry-run=server", strict, "-f", "-"], &read.yaml);
        if !ok {
            refused.push(format!("{name}: kubectl: {said}"));
        }
        let planned = gate.plan(&read.yaml, &namespace).await.unwrap();
        assert_eq!(planned.len(), read.objects, "{name}");
        for (target, change) in planned {
            asked += 1;
            let place = target.place();
            let looked = match change {
                Ok(change) => gate.preview(Intent::new(asked, target, change)).await.map(|_| ()).map_err(|e| e.to_string()),
                Err(why) => Err(why.to_string()),
            };
            if let Err(why) = looked {
                refused.push(format!("{name}: {place}: {why}"));
            }
        }
        made += 1;
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
    assert!(made >= 34, "only {made} became something");
    let left = lab.kubectl(&["get", "deployments,services,persistentvolumeclaims,jobs", "-o", "name"]);
    assert_eq!(left.trim(), "", "a dry run makes nothing");
}
