//! How each program of the platform writes.

use super::Run;
use crate::model::time::Time;
use chrono::SecondsFormat;

/// A program's way of writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Spring Boot, with Chinese text and stack traces.
    Spring,
    /// One JSON object a line.
    Json,
    /// nginx's access log.
    Nginx,
    /// A time, a level, words.
    Plain,
    /// klog, as Kubernetes' own components.
    Klog,
    /// Nacos' naming log.
    Nacos,
    /// An access log of a proxy, in colours.
    Proxy,
}

/// A well-mixed number of a seed and a position.
pub fn mix(seed: u64, n: u64) -> u64 {
    let mut z = seed.wrapping_add(n.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn pick<'a>(n: u64, all: &[&'a str]) -> &'a str {
    all[(n % all.len() as u64) as usize]
}

impl Style {
    /// The style of a container, by its name.
    pub fn of(container: &str) -> Self {
        match container {
            "device-service" | "rule-engine" | "alarm-service" | "report-service" => Style::Spring,
            "gateway" | "ota-service" => Style::Json,
            "web" => Style::Nginx,
            "agent" | "log-agent" => Style::Klog,
            "nacos" => Style::Nacos,
            "sidecar" => Style::Proxy,
            _ => Style::Plain,
        }
    }

    /// Mean time between entries.
    pub fn period_ms(self) -> i64 {
        match self {
            Style::Spring => 900,
            Style::Json => 700,
            Style::Nginx => 500,
            Style::Plain => 2500,
            Style::Klog => 9000,
            Style::Nacos => 6000,
            Style::Proxy => 3000,
        }
    }

    /// How many entries belong to the start.
    pub fn head(self) -> u64 {
        match self {
            Style::Spring => 6,
            Style::Json | Style::Klog => 3,
            Style::Nginx => 2,
            Style::Plain => 3,
            Style::Nacos => 3,
            Style::Proxy => 1,
        }
    }
}

/// The error that a release brought which cannot speak to its broker, as its program writes errors.
pub fn publish_failed(run: &Run, n: u64, at: Time) -> String {
    let r = mix(run.seed ^ 0x3c3c, n);
    let what = format!("mqtt: publish failed topic=telemetry/dev-{} code={}: connection lost", r % 50, 32_100 + r / 50 % 10);
    match run.style {
        Style::Spring => {
            format!("{} ERROR 1 --- [ mqtt-publish-{}] c.e.iot.mq.MqttPublisher                 : {what}", local(at), r / 7 % 4)
        }
        Style::Json => format!(r#"{{"ts":"{}","level":"error","msg":"{what}","service":"{}"}}"#, iso(at), run.container),
        Style::Nginx | Style::Plain | Style::Klog | Style::Nacos | Style::Proxy => format!("{} ERROR {what}", iso(at)),
    }
}

/// The n-th entry.
pub fn text(run: &Run, n: u64, at: Time) -> String {
    let r = mix(run.seed ^ 0xa5a5, n);
    let head = n < run.style.head();
    match run.style {
        Style::Spring if head => spring_head(run, n, at),
        Style::Spring => spring(run, r, at),
        Style::Json => json_line(run, n, r, at, head),
        Style::Nginx if head => {
            pick(n, &["/docker-entrypoint.sh: Configuration complete; ready for start up", "nginx: worker processes started"])
                .into()
        }
        Style::Nginx => nginx(r, at),
        Style::Plain => plain(run, n, r, at, head),
        Style::Klog => klog(run, n, r, at, head),
        Style::Nacos if head => pick(
            n,
            &["Nacos is starting...", "Nacos is starting...", "Nacos started successfully in cluster mode. use external storage"],
        )
        .into(),
        Style::Nacos => format!(
            "{} INFO [com.alibaba.nacos.naming.core] service {} beat ok, {} healthy instances, 心跳正常",
            local(at),
            pick(r, &["gateway", "device-service", "user-service"]),
            1 + r / 7 % 4
        ),
        Style::Proxy if head => format!("\u{1b}[1mproxy\u{1b}[0m {} listening on :15001", run.version),
        Style::Proxy => format!(
            "\u{1b}[90m{}\u{1b}[0m \u{1b}[32m200\u{1b}[0m {} upstream=127.0.0.1:8080 {}ms",
            clock(at),
            pick(r, &["GET /api/devices", "POST /api/telemetry", "GET /healthz"]),
            1 + r / 11 % 90
        ),
    }
}

/// The last words of a program that falls over.
pub fn fatal(run: &Run) -> String {
    let at = run.ended.unwrap_or(run.started).plus(999);
    match run.style {
        Style::Spring => format!(
            "{} ERROR 1 --- [           main] o.s.boot.SpringApplication               : Application run failed\n\
             org.springframework.beans.factory.BeanCreationException: Error creating bean with name 'alarmRepository'\n\
             \tat org.springframework.beans.factory.support.AbstractAutowireCapableBeanFactory.createBean(AbstractAutowireCapableBeanFactory.java:524)\n\
             \tat org.springframework.boot.SpringApplication.run(SpringApplication.java:1354)\n\
             \tat com.example.iot.Application.main(Application.java:23)\n\
             Caused by: java.net.ConnectException: 无法连接数据库 mysql.iot-dev:3306 (Connection refused)\n\
             \tat java.base/sun.nio.ch.Net.connect0(Native Method)\n\
             \t... 17 more",
            local(at)
        ),
        Style::Json => format!(
            r#"{{"ts":"{}","level":"fatal","msg":"cannot reach upstream","upstream":"device-service:80","error":"dial tcp: connection refused"}}"#,
            iso(at)
        ),
        Style::Nginx => format!(
            "{} [emerg] 1#1: host not found in upstream \"gateway\" in /etc/nginx/conf.d/default.conf:12",
            at.to_chrono().format("%Y/%m/%d %H:%M:%S")
        ),
        _ => {
            format!("{} FATAL cannot reach database: dial tcp 10.96.0.17:5432: connect: connection refused\nexit status 1", iso(at))
        }
    }
}

/// Entries that a program writes after it was asked to end.
pub const FAREWELL: u64 = 3;

/// The n-th of them.
pub fn farewell(run: &Run, n: u64, at: Time) -> String {
    let words = match n {
        0 => "received SIGTERM, no longer taking requests".to_owned(),
        1 => format!("waiting for {} requests in flight", mix(run.seed, 7) % 9 + 1),
        _ => "all done, exiting with status 0".to_owned(),
    };
    match run.style {
        Style::Spring => {
            format!("{}  INFO 1 --- [ionShutdownHook] o.s.b.w.e.tomcat.GracefulShutdown        : {words}", local(at))
        }
        Style::Json => format!(r#"{{"ts":"{}","level":"info","msg":"{words}"}}"#, iso(at)),
        Style::Nginx => format!("{} [notice] 1#1: {words}", at.to_chrono().format("%Y/%m/%d %H:%M:%S")),
        _ => format!("{} INFO {words}", iso(at)),
    }
}

fn iso(at: Time) -> String {
    at.to_chrono().to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn local(at: Time) -> String {
    at.to_chrono().format("%Y-%m-%d %H:%M:%S%.3f").to_string()
}

fn clock(at: Time) -> String {
    at.to_chrono().format("%H:%M:%S%.3f").to_string()
}

fn spring_head(run: &Run, n: u64, at: Time) -> String {
    let name = &run.container;
    let what = match n {
        0 => {
            return format!(
                "\n  .   ____          _\n /\\\\ / ___'_ __ _ _(_)_ __\n( ( )\\___ | '_ | '_| | '_ \\\n :: Spring Boot ::        (v3.3.4)\n\n{}  INFO 1 --- [           main] com.example.iot.Application              : Starting {name} v{} with PID 1 (/app/app.jar)",
                local(at),
                run.version
            );
        }
        1 => "o.s.b.w.embedded.tomcat.TomcatWebServer  : Tomcat initialized with port 8080 (http)",
        2 => "com.zaxxer.hikari.HikariDataSource       : HikariPool-1 - Starting...",
        3 => "c.a.n.client.naming                      : 注册服务到 nacos:8848, namespace=public",
        4 => "o.s.b.w.embedded.tomcat.TomcatWebServer  : Tomcat started on port 8080 (http) with context path '/'",
        _ => "com.example.iot.Application              : Started Application in 0.8 seconds",
    };
    format!("{}  INFO 1 --- [           main] {what}", local(at))
}

fn spring(run: &Run, r: u64, at: Time) -> String {
    let (thread, device) = (r % 10, r / 13 % 50);
    let head = |level: &str| format!("{} {level} 1 --- [nio-8080-exec-{thread}]", local(at));
    match r / 64 % 40 {
        0 => format!(
            "{} c.e.iot.device.DeviceService             : 处理失败 deviceId=dev-{device}\n\
             java.lang.IllegalStateException: device offline\n\
             \tat com.example.iot.device.DeviceService.push(DeviceService.java:88)\n\
             \tat com.example.iot.device.DeviceController.report(DeviceController.java:41)\n\
             \tat java.base/java.lang.Thread.run(Thread.java:1583)",
            head("ERROR")
        ),
        1 | 2 => format!(
            "{} c.e.iot.device.DeviceService             : 设备响应缓慢 deviceId=dev-{device} 耗时={}ms",
            head(" WARN"),
            800 + r / 5 % 2000
        ),
        3 => format!("{} c.e.iot.mq.TelemetryConsumer             : 消费堆积 topic=telemetry lag={}", head(" WARN"), r / 3 % 500),
        4..8 => format!(
            "{} c.e.iot.rule.RuleService                 : 规则命中 rule={} deviceId=dev-{device}",
            head(" INFO"),
            pick(r / 17, &["超温告警", "低电量", "离线检测", "门磁打开"])
        ),
        8 => format!(
            "{} c.e.iot.device.DeviceController          : 设备注册成功 deviceId=dev-{} 型号={} 固件={}",
            head(" INFO"),
            1000 + r % 9000,
            pick(r / 19, &["T-100", "G-20", "智能插座 S3"]),
            run.version
        ),
        _ => format!(
            "{} c.e.iot.device.DeviceController          : 设备上报 deviceId=dev-{device} 温度={}℃ 湿度={}%",
            head(" INFO"),
            20 + r / 7 % 15,
            30 + r / 11 % 40
        ),
    }
}

fn json_line(run: &Run, n: u64, r: u64, at: Time, head: bool) -> String {
    if head {
        let what = pick(n, &["config loaded", "connected to nacos", "listening"]);
        return format!(
            r#"{{"ts":"{}","level":"info","msg":"{what}","service":"{}","version":"{}","addr":":8080"}}"#,
            iso(at),
            run.container,
            run.version
        );
    }
    let bad = (r / 64).is_multiple_of(29);
    let slow = (r / 128).is_multiple_of(31);
    let path =
        pick(r / 3, &["/api/devices", "/api/devices/dev-17", "/api/users/me", "/api/telemetry", "/api/rules", "/api/ota/check"]);
    let (level, status, ms) = if bad {
        ("error", 502, 30_000)
    } else if slow {
        ("warn", 200, 1200 + r % 900)
    } else {
        ("info", 200, 2 + r % 90)
    };
    let error = if bad { r#","error":"upstream device-service: context deadline exceeded""# } else { "" };
    format!(
        r#"{{"ts":"{}","level":"{level}","msg":"request","method":"{}","path":"{path}","status":{status},"ms":{ms},"trace":"{:016x}","user":"{}"{error}}}"#,
        iso(at),
        pick(r / 5, &["GET", "GET", "POST", "PUT"]),
        mix(r, 1),
        pick(r / 9, &["王芳", "lee", "张伟", "demo", "ops"]),
    )
}

fn nginx(r: u64, at: Time) -> String {
    let bad = (r / 64).is_multiple_of(23);
    let path = pick(r / 3, &["/", "/assets/app.9f2c.js", "/assets/app.css", "/api/devices?page=1", "/login", "/favicon.ico"]);
    format!(
        "10.244.{}.{} - - [{}] \"GET {path} HTTP/1.1\" {} {} \"-\" \"{}\"",
        r % 3,
        2 + r / 7 % 200,
        at.to_chrono().format("%d/%b/%Y:%H:%M:%S +0000"),
        if bad {
            404
        } else if (r / 32).is_multiple_of(5) {
            304
        } else {
            200
        },
        if bad { 153 } else { 400 + r / 5 % 90_000 },
        pick(
            r / 11,
            &[
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "kube-probe/1.36",
                "curl/8.14.1",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)"
            ]
        )
    )
}

fn plain(run: &Run, n: u64, r: u64, at: Time, head: bool) -> String {
    if head {
        return match n {
            0 => format!("{} INFO starting {} version {} on {}", iso(at), run.container, run.version, run.pod),
            1 => format!("{} INFO database pool ready (10 connections)", iso(at)),
            _ => format!("{} INFO listening on 0.0.0.0:8080", iso(at)),
        };
    }
    match r / 64 % 20 {
        0 => format!(
            "{} WARN login refused user={} reason=bad-password attempt={}",
            iso(at),
            pick(r, &["li.na", "admin", "guest"]),
            1 + r % 4
        ),
        1 => format!("{} ERROR query took too long: select * from users where tenant={} ({} ms)", iso(at), r % 40, 2000 + r % 3000),
        _ => format!(
            "{} INFO {} user={} in {} ms",
            iso(at),
            pick(r / 3, &["login ok", "token refreshed", "profile read", "session closed"]),
            pick(r, &["wang.fang", "li.na", "zhang.wei", "ops", "demo"]),
            1 + r % 40
        ),
    }
}

fn klog(run: &Run, n: u64, r: u64, at: Time, head: bool) -> String {
    let c = at.to_chrono();
    let stamp = |level: char| format!("{level}{}{:03}       1", c.format("%m%d %H:%M:%S%.3f"), r % 1000);
    if head {
        let what = pick(n, &["Starting log agent", "Watching /var/log/containers", "Caches are synced"]);
        return format!("{} agent.go:{}] {what:?} version={:?}", stamp('I'), 60 + n * 21, run.version);
    }
    match r / 64 % 12 {
        0 => format!("{} tail.go:188] \"Rotated file reopened\" path=\"/var/log/containers/web-{}.log\"", stamp('W'), r % 10),
        1 => format!("{} sink.go:97] \"Send failed, will retry\" err=\"connection reset by peer\" backoff=\"2s\"", stamp('E')),
        _ => format!("{} sink.go:71] \"Batch sent\" lines={} bytes={}", stamp('I'), 20 + r % 400, 4000 + r % 90_000),
    }
}
