docker run -it ubuntu bash
