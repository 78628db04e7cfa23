# What is used every day. `just` alone lists it; each can be typed without just as well.

_list:
    @just --list --unsorted

# The dashboard on the embedded demo cluster
demo *ARGS:
    cargo run -- --demo {{ARGS}}

# All tests that need no cluster
test *ARGS:
    cargo test {{ARGS}}

# Formatting and lints, as the gate has them
lint:
    cargo fmt --check
    cargo clippy --all-targets -- -D warnings

# The whole gate: format, lints, tests, tests on real clusters where there are any
gate:
    .ci/run

# What is measured, written to files or takes many minutes is left out of the tests on a cluster
by_hand := "--skip screenshots --skip ten_thousand --skip two_minutes --skip two_labs --skip server_is_stopped --skip what_it_costs --skip what_a_flood --skip demo_kubectl:: --skip demo_entry:: --skip nothing_grows --skip twenty_walks --skip fifty_thousand --skip fault_table"

# Tests on a cluster of yours: they make and delete namespaces dogwatch-*
cluster KUBECONFIG=(env("HOME") / ".kube/config"):
    DOGWATCH_TEST_KUBECONFIG={{KUBECONFIG}} cargo test --test it -- --ignored {{by_hand}}

# The demo driven by the kubectl on the PATH, and what takes a minute
kubectl:
    cargo test --test it -- --ignored --test-threads=1 demo_kubectl:: demo_entry:: nothing_grows twenty_walks fifty_thousand --skip ten_thousand

# All faults against all users of a stream
faults:
    cargo test --test it -- --ignored --nocapture fault_table

# The pictures in screenshots/, from real frames
screenshots:
    cargo test --test it -- --ignored screenshots

# Time, memory, CPU, bytes and keys of the real program, as a table
costs PODS="10000":
    DOGWATCH_MEASURE_PODS={{PODS}} cargo test --release --test it -- --ignored --nocapture what_it_costs

# The same under a pod that logs as fast as it can; needs a cluster
flood:
    cargo test --release --test it -- --ignored --nocapture what_a_flood_costs

# How the work grows from 100 pods to 100,000
bench:
    cargo bench
