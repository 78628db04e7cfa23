docker run -d --restart on-failure:5 --env-file ./prod.env --entrypoint /usr/bin/python3 --label com.example.team=data --log-driver json-file --log-opt max-size=10m example/etl:2024.1 -m etl --once
