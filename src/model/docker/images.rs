//! The ports of images that everybody uses, as they say themselves (`EXPOSE`): an image cannot be asked from here.

const PORTS: [(&str, &[u16]); 26] = [
    ("postgres", &[5432]),
    ("postgis", &[5432]),
    ("pgvector", &[5432]),
    ("timescaledb", &[5432]),
    ("mysql", &[3306]),
    ("mariadb", &[3306]),
    ("redis", &[6379]),
    ("valkey", &[6379]),
    ("mongo", &[27017]),
    ("memcached", &[11211]),
    ("rabbitmq", &[5672]),
    ("nats", &[4222]),
    ("elasticsearch", &[9200]),
    ("opensearch", &[9200]),
    ("kibana", &[5601]),
    ("nginx", &[80]),
    ("httpd", &[80]),
    ("caddy", &[80, 443]),
    ("traefik", &[80]),
    ("wordpress", &[80]),
    ("phpmyadmin", &[80]),
    ("adminer", &[8080]),
    ("grafana", &[3000]),
    ("prometheus", &[9090]),
    ("influxdb", &[8086]),
    ("zookeeper", &[2181]),
];

/// The ports of an image; none where they are not known here.
pub(super) fn ports(image: &str) -> &'static [u16] {
    let name = super::naming::of_image(image);
    PORTS.iter().find(|(known, _)| *known == name).map_or(&[], |(_, ports)| ports)
}
