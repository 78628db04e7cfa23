//! What `docker run` and Compose say alike: each setting of a container, and what it becomes in a pod.

use super::app::{App, Ground, Restart};
use super::naming::{is_variable, label};
use super::ports;
use super::remark::{At, Said};
use super::units;
use crate::model::naming as api;
use core::net::IpAddr;

/// Whether a text of a switch is on.
fn on(text: &str) -> bool {
    !matches!(text, "false" | "0" | "no" | "")
}

impl Ground {
    /// Says that a value cannot be read.
    pub fn unreadable(&mut self, at: &At, text: &str) {
        self.remarks.open(at, Said::Unreadable(text.to_owned()));
    }

    fn number(&mut self, at: &At, text: &str, number: Option<u64>, most: u64) -> Option<u64> {
        let number = number.filter(|n| *n <= most);
        if number.is_none() {
            self.unreadable(at, text);
        }
        number
    }
}

/// Sets what is known by this name, as Compose calls it, and Docker's flags where they are called otherwise; gives whether it is known.
pub(super) fn set(g: &mut Ground, app: &mut App, at: &At, name: &str, text: &str) -> bool {
    match name {
        "mem_limit" | "memory" => app.memory.limit = g.number(at, text, units::bytes(text), u64::MAX),
        "mem_reservation" | "memory-reservation" => app.memory.request = g.number(at, text, units::bytes(text), u64::MAX),
        "cpus" => app.cpu.limit = g.number(at, text, units::millis(text), u64::MAX),
        "cpu_shares" | "cpu-shares" => {
            let millis = text.parse::<u64>().ok().map(|shares| (shares.saturating_mul(1000) / 1024).max(1));
            app.cpu.request = g.number(at, text, millis, 1_000_000_000);
        }
        "user" => user(g, app, at, text),
        "working_dir" | "workdir" if text.starts_with('/') => app.working_dir = Some(text.to_owned()),
        "working_dir" | "workdir" => g.unreadable(at, text),
        "hostname" => match api::dns_label(text) {
            Ok(()) => app.net.hostname = Some(text.to_owned()),
            Err(_) => g.unreadable(at, text),
        },
        "privileged" => {
            app.security.privileged = on(text);
            if on(text) {
                g.remarks.note(at, Said::Privileged);
            }
        }
        "read_only" | "read-only" => app.security.read_only = on(text),
        "stdin_open" | "interactive" => app.stdin = on(text),
        "tty" => app.tty = on(text),
        "init" if on(text) => g.remarks.open(at, Said::Init),
        "init" => {}
        "restart" => restart(g, app, at, text),
        "stop_grace_period" | "stop-timeout" => app.grace = g.number(at, text, units::seconds(text), 1_000_000),
        "shm_size" | "shm-size" => {
            if let Some(size) = g.number(at, text, units::bytes(text), u64::MAX) {
                let from = super::mounts::From::Memory(Some(size));
                super::mounts::put(app, super::mounts::Mount { path: "/dev/shm".into(), read_only: false, from });
            }
        }
        "platform" => platform(g, app, at, text),
        "pull_policy" | "pull" => match text {
            "always" => app.pull = Some("Always"),
            "never" => app.pull = Some("Never"),
            "missing" | "if_not_present" => app.pull = Some("IfNotPresent"),
            _ => g.unreadable(at, text),
        },
        "network_mode" | "network" | "net" => network(g, app, at, text),
        "pid" => shares(g, at, text, "hostPID"),
        "ipc" => shares(g, at, text, "hostIPC"),
        "uts" => shares(g, at, text, "hostname"),
        "scale" | "replicas" => app.replicas = g.number(at, text, text.parse().ok(), 1000).map(|n| n as u32),
        _ => return by_itself(g, at, name),
    }
    true
}

/// What is said whatever its value is; gives whether it is known.
fn by_itself(g: &mut Ground, at: &At, name: &str) -> bool {
    let said = match name {
        "stop_signal" | "stop-signal" => Said::StopSignal,
        "logging" | "log-driver" | "log-opt" => Said::Logging,
        "ulimits"
        | "ulimit"
        | "pids_limit"
        | "pids-limit"
        | "memswap_limit"
        | "memory-swap"
        | "mem_swappiness"
        | "memory-swappiness"
        | "oom_kill_disable"
        | "oom-kill-disable"
        | "oom_score_adj"
        | "oom-score-adj"
        | "cpuset"
        | "cpuset-cpus"
        | "cpuset-mems"
        | "cgroup_parent"
        | "cgroup-parent"
        | "cgroup"
        | "cgroupns"
        | "blkio_config"
        | "blkio-weight"
        | "blkio-weight-device"
        | "device-read-bps"
        | "device-read-iops"
        | "device-write-bps"
        | "device-write-iops"
        | "cpu_rt_runtime"
        | "cpu_rt_period"
        | "cpu-rt-period"
        | "cpu-rt-runtime"
        | "kernel-memory"
        | "storage_opt"
        | "storage-opt"
        | "runtime"
        | "userns_mode"
        | "userns"
        | "isolation"
        | "mac_address"
        | "mac-address"
        | "ip"
        | "ip6"
        | "link-local-ip"
        | "domainname" => Said::OfNode,
        "devices" | "device" | "device_cgroup_rules" | "device-cgroup-rule" => Said::Device,
        "cidfile"
        | "detach-keys"
        | "sig-proxy"
        | "attach"
        | "volume-driver"
        | "volume_driver"
        | "disable-content-trust"
        | "replace"
        | "systemd"
        | "sdnotify"
        | "tls-verify"
        | "authfile"
        | "creds"
        | "cgroups"
        | "conmon-pidfile"
        | "rmi"
        | "http-proxy"
        | "env-host"
        | "use-api-socket"
        | "use_api_socket" => Said::DockerOnly,
        "extends" | "include" | "volumes_from" | "volumes-from" | "label_file" | "label-file" | "credential_spec" | "provider"
        | "models" | "post_start" | "pre_stop" | "secret" | "pod" => Said::NotFollowed,
        _ => return false,
    };
    g.remarks.open(at, said);
    true
}

fn user(g: &mut Ground, app: &mut App, at: &At, text: &str) {
    let (user, group) = text.split_once(':').map_or((text, None), |(u, g)| (u, Some(g)));
    let id = |text: &str| text.parse::<i64>().ok().filter(|n| (0..=i64::from(i32::MAX)).contains(n));
    match (id(user), group.map(id)) {
        (Some(user), None) => app.security.user = Some(user),
        (Some(user), Some(Some(group))) => (app.security.user, app.security.group) = (Some(user), Some(group)),
        _ => g.remarks.open(at, Said::UserName),
    }
}

fn restart(g: &mut Ground, app: &mut App, at: &At, text: &str) {
    let (policy, times) = text.split_once(':').map_or((text, None), |(p, n)| (p, Some(n)));
    app.restart_at = at.clone();
    app.restart = match (policy, times.map(str::parse::<u32>)) {
        ("no" | "none" | "false", None) => Some(Restart::No),
        ("always" | "unless-stopped" | "any", None) => Some(Restart::Always),
        ("on-failure", None) => Some(Restart::OnFailure(6)),
        ("on-failure", Some(Ok(times))) => Some(Restart::OnFailure(times.min(1000))),
        _ => {
            g.unreadable(at, text);
            None
        }
    };
}

fn platform(g: &mut Ground, app: &mut App, at: &At, text: &str) {
    let mut parts = text.split('/');
    let (os, arch) = match (parts.next(), parts.next()) {
        (Some(os @ ("linux" | "windows")), arch) => (Some(os), arch),
        (Some(arch), None) => (None, Some(arch)),
        _ => return g.unreadable(at, text),
    };
    let arch = match arch {
        Some("x86_64") => Some("amd64"),
        Some("aarch64") => Some("arm64"),
        arch => arch,
    };
    if arch.is_some_and(|a| api::label_value(a).is_err()) {
        return g.unreadable(at, text);
    }
    app.nodes.extend(os.map(|os| ("kubernetes.io/os", os.to_owned())));
    app.nodes.extend(arch.map(|arch| ("kubernetes.io/arch", arch.to_owned())));
}

fn network(g: &mut Ground, app: &mut App, at: &At, text: &str) {
    match text {
        "bridge" | "default" | "podman" | "slirp4netns" | "pasta" => {}
        "host" => g.remarks.open(at, Said::SharesNode("hostNetwork")),
        "none" => g.remarks.open(at, Said::NoNetwork),
        _ if text.starts_with("container:") || text.starts_with("service:") => g.remarks.open(at, Said::SharesWith),
        _ => {
            app.wanted = true;
            g.remarks.note(at, Said::Networks);
        }
    }
}

fn shares(g: &mut Ground, at: &At, text: &str, field: &'static str) {
    match text {
        "private" | "shareable" | "none" | "" => {}
        "host" => g.remarks.open(at, Said::SharesNode(field)),
        _ => g.remarks.open(at, Said::SharesWith),
    }
}

/// A variable with its value.
pub(super) fn variable(g: &mut Ground, app: &mut App, at: &At, name: &str, value: Option<String>) {
    match value {
        _ if !is_variable(name) => g.remarks.open(at, Said::BadVariable(name.to_owned())),
        Some(value) => app.set(name, value),
        None => g.remarks.open(at, Said::FromShell(name.to_owned())),
    }
}

/// A file of variables.
pub(super) fn env_file(g: &mut Ground, app: &App, at: &At, path: &str) {
    g.remarks.open(at, Said::EnvFile(path.to_owned(), format!("{}-env", app.name)));
}

/// Ports that are published, or only opened.
pub(super) fn publish(g: &mut Ground, app: &mut App, at: &At, text: &str, outside: bool) {
    match ports::read(text) {
        Some(all) => open_ports(g, app, at, &all, outside),
        None => g.unreadable(at, text),
    }
}

/// Opens ports that are read.
pub(super) fn open_ports(g: &mut Ground, app: &mut App, at: &At, all: &[ports::Port], outside: bool) {
    let room = ports::MOST.saturating_sub(app.ports.len());
    if all.len() > room {
        return g.remarks.open(at, Said::ManyPorts(ports::MOST));
    }
    app.open(all);
    if outside {
        let ports = all.iter().map(|p| p.container);
        let said = g.remarks.0.iter_mut().find_map(|r| {
            let Said::Published(name, ports) = &mut r.said else { return None };
            (*name == app.name).then_some(ports)
        });
        match said {
            Some(known) => ports.for_each(|p| known.extend((!known.contains(&p)).then_some(p))),
            None => g.remarks.note(at, Said::Published(app.name.clone(), ports.collect())),
        }
    }
}

/// A label, which becomes an annotation.
pub(super) fn annotation(g: &mut Ground, app: &mut App, at: &At, key: &str, value: &str) {
    if api::label_key(key).is_ok() {
        app.annotations.retain(|(known, _)| known != key);
        app.annotations.push((key.to_owned(), value.to_owned()));
        let first = At::new(at.line, at.what.clone());
        if app.annotations.len() == 1 {
            g.remarks.note(&first, Said::Labels);
        }
    } else {
        g.unreadable(at, key);
    }
}

/// A capability.
pub(super) fn capability(app: &mut App, add: bool, text: &str) {
    let name = text.to_ascii_uppercase();
    let name = name.strip_prefix("CAP_").unwrap_or(&name).to_owned();
    let list = if add { &mut app.security.add } else { &mut app.security.drop };
    if !list.contains(&name) {
        list.push(name);
    }
}

/// `name:address` or `name=address`.
pub(super) fn host(g: &mut Ground, app: &mut App, at: &At, text: &str) {
    let Some((name, address)) = text.split_once(['=', ':']) else { return g.unreadable(at, text) };
    let address = address.trim_matches(['[', ']']);
    if address == "host-gateway" {
        return g.remarks.open(at, Said::HostGateway);
    }
    if address.parse::<IpAddr>().is_err() || !name.split('.').all(|part| api::dns_label(part).is_ok()) {
        return g.unreadable(at, text);
    }
    match app.net.hosts.iter_mut().find(|(known, _)| known == address) {
        Some((_, names)) => names.push(name.to_owned()),
        None => app.net.hosts.push((address.to_owned(), vec![name.to_owned()])),
    }
}

/// A server of names; a pod may have three, and the cluster's is one.
pub(super) fn server(g: &mut Ground, app: &mut App, at: &At, text: &str) {
    if text.parse::<IpAddr>().is_ok() && app.net.servers.len() < 2 {
        app.net.servers.push(text.to_owned());
    } else {
        g.unreadable(at, text);
    }
}

/// `no-new-privileges`, `seccomp=unconfined` and the like.
pub(super) fn security(g: &mut Ground, app: &mut App, at: &At, text: &str) {
    match text.replacen(':', "=", 1).as_str() {
        "no-new-privileges" | "no-new-privileges=true" => app.security.no_new_privileges = true,
        "no-new-privileges=false" => {}
        "seccomp=unconfined" => app.security.unconfined = true,
        _ => g.remarks.open(at, Said::OfNode),
    }
}

/// A kernel parameter.
pub(super) fn sysctl(g: &mut Ground, app: &mut App, at: &At, key: &str, value: &str) {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
    if key.is_empty() || !key.contains('.') || !key.chars().all(fits) {
        return g.unreadable(at, key);
    }
    app.security.sysctls.retain(|(known, _)| known != key);
    app.security.sysctls.push((key.to_owned(), value.to_owned()));
    g.remarks.note(at, Said::Sysctl);
}

/// A further group.
pub(super) fn group(g: &mut Ground, app: &mut App, at: &At, text: &str) {
    match text.parse::<i64>() {
        Ok(id) if (0..=i64::from(i32::MAX)).contains(&id) => app.security.groups.push(id),
        _ => g.remarks.open(at, Said::UserName),
    }
}

/// Another container that is reached by a name: `db`, `db:database`.
pub(super) fn link(g: &mut Ground, app: &mut App, at: &At, text: &str) {
    let (name, alias) = text.split_once(':').unwrap_or((text, text));
    app.after.push(name.to_owned());
    if label(alias) != label(name) {
        g.remarks.open(at, Said::OtherName(alias.to_owned()));
    }
}

/// How many GPUs.
pub(super) fn gpus(g: &mut Ground, app: &mut App, at: &At, text: &str) {
    let named = text.split(',').find_map(|part| part.trim_matches('"').strip_prefix("count="));
    let count = match named.unwrap_or(text) {
        text if text == "all" || text.contains("device=") => 1,
        text => text.parse().unwrap_or(0),
    };
    if (1..=64).contains(&count) {
        app.gpus = Some(count);
        g.remarks.note(at, Said::Gpus(count));
    } else {
        g.unreadable(at, text);
    }
}

/// What a check of health runs: in a shell where it is one text.
pub(super) fn health(app: &mut App, at: &At, test: Vec<String>) {
    let mut words = test.into_iter();
    app.health.at = at.clone();
    match (words.next().as_deref(), words) {
        (Some("NONE") | None, _) => app.health.off = true,
        (Some("CMD"), rest) => app.health.test = Some(rest.collect()),
        (Some("CMD-SHELL"), rest) => {
            let line = rest.collect::<Vec<_>>().join(" ");
            app.health.test = Some(["/bin/sh", "-c", &line].map(String::from).to_vec());
        }
        (Some(first), rest) => app.health.test = Some(std::iter::once(first.to_owned()).chain(rest).collect()),
    }
}

/// The times of a check of health; gives whether it is one of them.
pub(super) fn health_time(g: &mut Ground, app: &mut App, at: &At, name: &str, text: &str) -> bool {
    let seconds = || units::seconds(text).map(|s| s.max(1));
    if app.health.at == At::default() {
        app.health.at = at.clone();
    }
    match name {
        "interval" => app.health.interval = g.number(at, text, seconds(), 1_000_000),
        "timeout" => app.health.timeout = g.number(at, text, seconds(), 1_000_000),
        "retries" => app.health.retries = g.number(at, text, text.parse().ok().map(|n: u64| n.max(1)), 1_000_000),
        "start_period" | "start-period" => g.remarks.note(at, Said::StartPeriod),
        "start_interval" | "start-interval" => g.remarks.note(at, Said::StartPeriod),
        _ => return false,
    }
    true
}
