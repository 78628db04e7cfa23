docker run -d --name broken -p 70000:80 --frobnicate example/app:${TAG}
