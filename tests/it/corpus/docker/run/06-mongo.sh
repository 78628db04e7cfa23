docker network create some-network
docker run -d --network some-network --name some-mongo \
	-e MONGO_INITDB_ROOT_USERNAME=mongoadmin \
	-e MONGO_INITDB_ROOT_PASSWORD=secret \
	mongo:7
docker run -it --rm --network some-network mongo:7 \
	mongosh --host some-mongo -u mongoadmin -p secret --authenticationDatabase admin some-db
