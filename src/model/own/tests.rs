use super::*;

fn strings(all: &[&str]) -> Vec<String> {
    all.iter().map(|s| (*s).to_owned()).collect()
}

fn pod(value: &Value) -> Option<String> {
    let text = match value {
        Value::Context => "lab-admin",
        Value::Namespace => "iot",
        Value::Name | Value::Pod => "web-1",
        Value::Label(key) if &**key == "app" => "web",
        Value::Column(name) if &**name == "IP" => "-1",
        Value::Group => "",
        _ => return None,
    };
    Some(text.into())
}

#[test]
fn values_are_filled_into_their_argument() {
    for (run, want) in [
        (&["stern", "-n", "{namespace}", "{name}"][..], Ok(&["stern", "-n", "iot", "web-1"][..])),
        (&["x", "--at={context}/{label:app}.{group}"], Ok(&["x", "--at=lab-admin/web."])),
        (&["x", "{{name}}", "}}", ""], Ok(&["x", "{name}", "}", ""])),
        (&["x", "{node}"], Err(Unfilled::Lacks(Value::Node))),
        (&["x", "{label:tier}"], Err(Unfilled::Lacks(Value::Label("tier".into())))),
        (&["x", "{column:IP}"], Err(Unfilled::Option(Value::Column("IP".into())))),
        (&["x", "--", "{column:IP}"], Ok(&["x", "--", "-1"])),
        (&["x", "--ip={column:IP}"], Ok(&["x", "--ip=-1"])),
    ] {
        let filled = Runs::program(&strings(run)).unwrap().fill(&pod);
        assert_eq!(filled.map(|f| f.argv), want.map(strings), "{run:?}");
    }
}

#[test]
fn a_shell_has_the_values_as_variables_alone() {
    let runs = Runs::shell("sh", &strings(&["echo \"$DW_NAME\" ${DW_NAMESPACE} \"$1\" MYDW_X | wc", "{column:IP}"])).unwrap();
    let filled = runs.fill(&pod).unwrap();
    assert_eq!(filled.argv[..2], ["sh", "-c"]);
    assert_eq!(Runs::shell("/bin/bash", &strings(&["x"])).unwrap().fill(&pod).unwrap().argv, ["/bin/bash", "-c", "x", "/bin/bash"]);
    assert_eq!(filled.argv[3..], ["sh", "-1"]);
    assert!(filled.argv[2].contains("$DW_NAME"), "the text is as it was written");
    let variables: Vec<(&str, &str)> = filled.variables.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert_eq!(variables, [("DW_NAME", "web-1"), ("DW_NAMESPACE", "iot")]);
    assert_eq!(Runs::shell("sh", &strings(&["echo $DW_NODE"])).unwrap().fill(&pod), Err(Unfilled::Lacks(Value::Node)));
}

#[test]
fn mistakes_are_named() {
    for (run, shell, want) in [
        (&[][..], false, "name the program"),
        (&[" "], false, "the program has no name"),
        (&["{name}"], false, "depends on no value"),
        (&["x", "{nmae}"], false, "{nmae} is no value; they are context, cluster,"),
        (&["x", "{label:}"], false, "name the label after the colon"),
        (&["x", "{name"], false, "a brace without its other"),
        (&["x", "name}"], false, "a brace without its other"),
        (&["sh", "-c", "echo {name}"], false, "nothing is pasted into a shell's text"),
        (&["sudo", "/bin/bash", "-lc", "echo {name}"], false, "nothing is pasted into a shell's text"),
        (&["bash", "-euo", "pipefail", "-c", "echo {column:Message}"], false, "nothing is pasted into a shell's text"),
        (&["bash", "-e", "-c", "echo {name}"], false, "nothing is pasted into a shell's text"),
        (&["bash", "-c", "-o", "pipefail", "{name}"], false, "nothing is pasted into a shell's text"),
        (&["bash", "--norc", "-c", "echo {name}"], false, "nothing is pasted into a shell's text"),
        (&["bash", "--rcfile", "x", "-c", "--", "echo {name}"], false, "nothing is pasted into a shell's text"),
        (&["env", "A=b", "bash", "-Ec", "echo {name}"], false, "nothing is pasted into a shell's text"),
        (&["fish", "-c", "echo {name}"], false, "nothing is pasted into a shell's text"),
        (&["fish", "--command", "echo {name}"], false, "nothing is pasted into a shell's text"),
        (&["fish", "--command=echo {name}"], false, "nothing is pasted into a shell's text"),
        (&["fish", "-C", "a", "-c", "echo {name}"], false, "nothing is pasted into a shell's text"),
        (&["tcsh", "-fc", "echo {name}"], false, "nothing is pasted into a shell's text"),
        (&["busybox", "sh", "-xc", "echo {name}"], false, "nothing is pasted into a shell's text"),
        (&["bash", "-{label:x}", "echo {name}"], false, "nothing is pasted into a shell's text"),
        (&[], true, "write what the shell is to run"),
        (&["kubectl get pod {name}"], true, "nothing is pasted into a shell's text; write \"$DW_NAME\""),
        (&["echo $DW_NMAE"], true, "DW_NMAE is no variable of ours; they are DW_CONTEXT,"),
        (&["echo", "{x}"], true, "{x} is no value"),
    ] {
        let read = if shell { Runs::shell("sh", &strings(run)) } else { Runs::program(&strings(run)) };
        let why = read.unwrap_err();
        assert!(why.contains(want), "{run:?}: {why}");
    }
    assert!(Runs::shell("fish", &strings(&["echo"])).unwrap_err().contains("\"fish\" is no shell that is known here"));
    for run in [
        &["bash", "-c", "echo \"$1\"", "bash", "{name}"][..],
        &["bash", "-euo", "pipefail", "-c", "echo \"$1\"", "bash", "{name}"],
        &["fish", "-c", "echo $argv", "{name}"],
        &["bash", "-c", "echo \"$1\"", "--", "{name}"],
        &["bash", "script.sh", "-c", "{context}"],
        &["kubectl", "exec", "-it", "{name}", "-c", "{container}", "--", "sh"],
        &["kubectl", "debug", "{name}", "--image", "busybox", "-c", "{container}"],
    ] {
        assert!(Runs::program(&strings(run)).is_ok(), "as an argument behind it: {run:?}");
    }
    assert!(Runs::shell("sh", &strings(&["name=1; echo ${name} | awk '{print $1}'"])).is_ok(), "a shell's own braces");
}

#[test]
fn a_line_can_be_typed_into_a_shell() {
    assert_eq!(line(&[("DW_NAME".into(), "a; b".into())], &strings(&["sh", "-c", "$X"])), "DW_NAME='a; b' sh -c '$X'");
    assert_eq!(line(&[], &strings(&["stern", "-n", "a b", "it's", "", "--x=1"])), r"stern -n 'a b' 'it'\''s' '' --x=1");
    assert_eq!(Runs::program(&strings(&["x", "-n={namespace}"])).unwrap().words(), "x -n={namespace}");
}

/// What a value may be made of: what shells, options and terminals take for something.
const PIECES: [&str; 22] = [
    "-", "--", "a", "web-1", " ", "\n", "\t", "\0", "'", "\"", "\\", "$DW_NAME", "$(id)", "`id`", ";", "|", "{name}", "{{", "}",
    "*", "\u{202e}", "温度",
];

/// Whatever a value contains, it is one argument or part of one, nothing of it is read again, and none becomes an option.
#[test]
fn a_value_is_never_more_than_a_value() {
    let mut random = fastrand::Rng::with_seed(17);
    for round in 0..5_000 {
        let value: String = (0..random.usize(..6)).map(|_| PIECES[random.usize(..PIECES.len())]).collect();
        let lead = ["", "=", "--x=", "a"][random.usize(..4)];
        let fill = |_: &Value| Some(value.clone());
        let run = strings(&["x", &format!("{lead}{{name}}"), "--", "{label:a}"]);
        match Runs::program(&run).unwrap().fill(&fill) {
            Ok(filled) => assert_eq!(filled.argv, ["x", &format!("{lead}{value}"), "--", &value], "{round}"),
            Err(why) => {
                assert!(why == Unfilled::Option(Value::Name) && value.starts_with('-') && lead.is_empty(), "{round}: {why:?}")
            }
        }
        let shell = Runs::shell("sh", &strings(&["echo \"$DW_NAME\"", "{name}"])).unwrap().fill(&fill).unwrap();
        assert_eq!(shell.argv, ["sh", "-c", "echo \"$DW_NAME\"", "sh", &value], "{round}");
        assert_eq!(shell.variables, [("DW_NAME".to_owned(), value.clone())], "{round}");
        // What is written into the settings is read or refused, and never broken.
        let text = || value.clone();
        let _ = (Argument::parse(&value), Runs::shell("sh", &[text()]), Runs::program(&["x".into(), text()]));
    }
}
