docker run -it --rm -v "$(pwd)":/usr/src/app -w /usr/src/app -p 3000:3000 -e NODE_ENV=development -e FLAG=yes -e EMPTY= -e NUMBER=0123 node:20 npm start
