docker run -d -p 5000:5000 --restart=always --name registry -v registry-data:/var/lib/registry -e REGISTRY_HTTP_TLS_CERTIFICATE=/certs/domain.crt -v "$(pwd)"/certs:/certs:ro registry:2
