//! What the images of the demo bring with them.

use super::{Errno, Files};

/// What a container's files are made of.
#[derive(Debug)]
pub struct Facts<'a> {
    /// The pod's name, which is its host's.
    pub pod: &'a str,
    /// The pod's namespace.
    pub ns: &'a str,
    /// The pod's address.
    pub ip: &'a str,
    /// The container.
    pub container: &'a str,
    /// Its image's tag.
    pub version: &'a str,
    /// Whether there is a distribution in the image, and which: `alpine`, `debian`; empty for none.
    pub system: &'a str,
    /// Programs by their paths.
    pub programs: &'a [String],
    /// When the container started, in seconds since 1970.
    pub started: i64,
}

/// Fills a container's file system.
pub fn fill(files: &mut Files, f: &Facts) -> Result<(), Errno> {
    let at = f.started;
    for dir in ["/app", "/dev", "/etc", "/proc", "/tmp", "/var/log", "/var/run/secrets/kubernetes.io/serviceaccount"] {
        files.mkdirs(dir, at)?;
    }
    files.stamp("/tmp", Some(0o1777), None)?;
    let env = f.ns.trim_start_matches("iot-");
    let text = [
        ("/etc/hostname", format!("{}\n", f.pod)),
        (
            "/etc/hosts",
            format!(
                "# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n{}\t{}\n",
                f.ip, f.pod
            ),
        ),
        (
            "/etc/resolv.conf",
            format!("search {}.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n", f.ns),
        ),
        ("/app/VERSION", format!("{}\n", f.version)),
        (
            "/app/application.yaml",
            format!(
                "server:\n  port: 8080\nspring:\n  profiles:\n    active: {env}\n# 设备上报的间隔，单位秒\nreport:\n  interval: 30\n  units: ℃\n"
            ),
        ),
        ("/app/说明.txt", "物联网平台 · 设备服务\n\n重启前请先确认没有正在进行的固件升级。\n".to_owned()),
        ("/var/run/secrets/kubernetes.io/serviceaccount/namespace", f.ns.to_owned()),
    ];
    for (path, text) in &text {
        files.write(path, text.as_bytes(), at)?;
    }
    let log: String = (1..=400)
        .map(|n| format!("{n:04} {} started step {n}: {}\n", f.container, if n % 50 == 0 { "检查点" } else { "ok" }))
        .collect();
    files.write("/var/log/start.log", log.as_bytes(), at)?;
    for path in ["/dev/null", "/dev/zero", "/dev/tty"] {
        files.write(path, b"", at)?;
        files.stamp(path, Some(0o666), None)?;
    }
    files.write(
        &format!("/app/{}", f.container),
        format!("\u{7f}ELF demo program {} {}\n", f.container, f.version).as_bytes(),
        at,
    )?;
    files.stamp(&format!("/app/{}", f.container), Some(0o755), None)?;
    let release = match f.system {
        "" => return Ok(()),
        "alpine" => "NAME=\"Alpine Linux\"\nID=alpine\nVERSION_ID=3.22.1\nPRETTY_NAME=\"Alpine Linux v3.22\"\n",
        _ => "PRETTY_NAME=\"Debian GNU/Linux 13 (trixie)\"\nNAME=\"Debian GNU/Linux\"\nVERSION_ID=\"13\"\nID=debian\n",
    };
    for dir in ["/bin", "/usr/bin", "/home", "/root", "/lib", "/sbin"] {
        files.mkdirs(dir, at)?;
    }
    files.stamp("/root", Some(0o700), None)?;
    files.write("/etc/os-release", release.as_bytes(), at)?;
    files.write("/etc/passwd", b"root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n", at)?;
    for path in f.programs {
        files.write(path, b"\x7fELF demo program\n", at)?;
        files.stamp(path, Some(0o755), None)?;
    }
    Ok(())
}
