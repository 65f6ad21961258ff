from locust import HttpUser

HttpUsr
