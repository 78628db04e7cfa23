docker run --rm alpine:3.20 sh -c 'for i in 1 2 3; do echo "$i $(date)"; sleep 1; done'
