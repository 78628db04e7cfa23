//! Lines and files of the kinds that people publish, and what becomes of each: one snapshot a fixture. The same are tried on real API
//! servers in `tests/it/lab/docker.rs`.

use super::*;
use std::fmt::Write;
use std::path::{Path, PathBuf};

fn fixtures(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/corpus/docker").join(folder);
    let mut all: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    all.sort();
    let name = |p: &Path| p.file_stem().unwrap().to_string_lossy().into_owned();
    all.iter().map(|p| (name(p), std::fs::read_to_string(p).unwrap())).collect()
}

fn shown(read: Option<Read>) -> String {
    let remarks = |out: &mut String, all: &[Remark]| {
        for r in all {
            let open = if r.open { "✗" } else { "·" };
            writeln!(out, "{open} {} {}: {:?}", r.at.line, r.at.what, r.said).unwrap();
        }
    };
    let mut out = String::new();
    match read {
        None => out.push_str("nothing of these"),
        Some(Read::Made(made)) => {
            remarks(&mut out, &made.remarks);
            write!(out, "{:?}: {} objects\n{}", made.source, made.objects, made.yaml).unwrap();
        }
        Some(Read::Jar(jar)) => {
            remarks(&mut out, &jar.remarks);
            let Jar { name, image, command, port, memory, env, .. } = jar;
            write!(out, "{name} | {image} | {command} | {port:?} | {memory:?} | {env:?}").unwrap();
        }
    }
    out
}

#[test]
fn thirty_lines_with_docker_run() {
    let all = fixtures("run");
    assert_eq!(all.len(), 30);
    for (name, text) in all {
        insta::assert_snapshot!(format!("run_{name}"), shown(read(&text)));
    }
}

#[test]
fn five_compose_files() {
    let all = fixtures("compose");
    assert_eq!(all.len(), 5);
    for (name, text) in all {
        insta::assert_snapshot!(format!("compose_{name}"), shown(read(&text)));
    }
}

#[test]
fn jars_give_a_form() {
    let lines = [
        "java -jar app.jar --server.port=8080",
        "nohup java -Xms256m -Xmx2g -Dspring.profiles.active=prod -jar /opt/shop/shop-api-1.4.2-SNAPSHOT.jar > shop.log 2>&1 &",
        "SPRING_PROFILES_ACTIVE=prod SERVER_PORT=9000 /usr/bin/java -XX:MaxHeapSize=512m $JAVA_OPTS -jar target/billing_2.0.jar --title='a b'",
        "sudo java -Dserver.port=8081 -Xmx6g -jar web.jar",
        "java -cp a.jar Main",
        "java -jar",
    ];
    let shown: Vec<String> = lines.iter().map(|l| format!("{l}\n{}", shown(read(l)))).collect();
    insta::assert_snapshot!("jars", shown.join("\n\n"));
}

#[test]
fn what_is_nothing_of_these_is_left_alone() {
    for text in [
        "",
        "nginx",
        "registry/app:1.2",
        "~/app.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  run: |\n    docker run nginx\n",
        "services: []\n",
        "services: {}\n",
        "a: 1\n",
        "kind: Service\nservices: {a: {image: b}}\n",
        "docker ps",
        "docker-compose up",
        "echo docker run nginx",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn compose_s_first_version_is_read_as_well() {
    let Some(Read::Made(made)) = read("web:\n  image: nginx\n  ports: [\"80:80\"]\ndb:\n  image: postgres\n") else {
        panic!("it is read")
    };
    assert_eq!((made.source, made.objects), (Source::Compose, 4));
}

/// One remark at least of a line with this flag, and what it says.
fn says(flags: &str) -> Vec<Said> {
    let Some(Read::Made(made)) = read(&format!("docker run -d {flags} busybox")) else { panic!("{flags} is read") };
    assert!(made.objects > 0 || flags.contains("$TAG"), "{flags}");
    made.remarks.into_iter().map(|r| r.said).collect()
}

#[test]
fn no_flag_is_dropped_in_silence() {
    use Said::*;
    for (flags, want) in [
        ("--frobnicate", Unknown),
        ("-Z", Unknown),
        ("--cidfile x", DockerOnly),
        ("--ulimit nofile=1", OfNode),
        ("--cpuset-cpus 0", OfNode),
        ("-m lots", Unreadable("lots".into())),
        ("-p 99999:1", Unreadable("99999:1".into())),
        ("-v x", Unreadable("x".into())),
        ("--restart sometimes", Unreadable("sometimes".into())),
        ("--label '='", Unreadable(String::new())),
        ("-w here", Unreadable("here".into())),
        ("--volumes-from a", NotFollowed),
        ("-e A=$B", NotExpanded(vec!["$B".into()])),
        ("-e A", FromShell("A".into())),
        ("-e 1A=x", BadVariable("1A".into())),
        ("--env-file a.env", EnvFile("a.env".into(), "busybox-env".into())),
        ("-v a:/a", Claim("a".into())),
        ("-v /srv/a:/a", FolderClaim("busybox-a".into())),
        ("-v /:/a", HostPath),
        ("-v /etc/localtime:/etc/localtime", TimeZone),
        ("-v /a", Anonymous),
        ("-p 80:80", Published("busybox".into(), vec![80])),
        ("-p 1-200:1-200", ManyPorts(100)),
        ("-P", AllPorts),
        ("-u www-data", UserName),
        ("--privileged", Privileged),
        ("--network host", SharesNode("hostNetwork")),
        ("--pid=host", SharesNode("hostPID")),
        ("--ipc=host", SharesNode("hostIPC")),
        ("--network container:a", SharesWith),
        ("--network none", NoNetwork),
        ("--net mine", Networks),
        ("--network-alias other", OtherName("other".into())),
        ("--init", Init),
        ("--gpus 2", Gpus(2)),
        ("--add-host a:host-gateway", HostGateway),
        ("--add-host a:b", Unreadable("a:b".into())),
        ("--add-host a_b:10.0.0.1", Unreadable("a_b:10.0.0.1".into())),
        ("--dns x", Unreadable("x".into())),
        ("--device /dev/x", Device),
        ("--log-driver json-file", Logging),
        ("--sysctl net.a=1", Sysctl),
        ("--stop-signal TERM", StopSignal),
        ("--security-opt apparmor=x", OfNode),
        ("--health-cmd true", Probe),
        ("--health-interval 3s", ImageHealth),
        ("-l a=b", Labels),
        ("-e DB_PASSWORD=x", InTheClear(vec!["DB_PASSWORD".into()])),
        ("-m 1m --memory-reservation 2m", AboveLimit),
        ("--name A_b", Renamed("a-b".into())),
        ("--restart on-failure:3", Task(3)),
        ("--restart no -p 80", Restarts),
        ("-d=false", Restarts),
        ("-d=false -it", Attached),
        ("-d=false --rm", Task(0)),
    ] {
        let said = says(flags);
        assert!(said.contains(&want), "{flags}: {said:?}");
    }
}
