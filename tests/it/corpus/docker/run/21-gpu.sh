docker run -d --gpus=all -v ollama:/root/.ollama -p 11434:11434 --name ollama --shm-size 2g ollama/ollama
