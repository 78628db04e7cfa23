docker run --name mynginx1 -p 80:80 -p 443:443 -v ./site:/usr/share/nginx/html:ro -v /host/path/nginx.conf:/etc/nginx/nginx.conf:ro -d nginx:1.27-alpine
